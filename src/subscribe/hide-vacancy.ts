import type { DataSource } from 'typeorm';
import { deleteHidden, insertHidden } from './hidden-vacancies.sql.js';
import { asSubscriber, type Done, type Missing } from './manage.js';
import { remember } from './undo.js';

/** Nothing had to be done: it was so before. */
export interface Already {
  kind: 'already';
}

/** The person is told of this job no more, under whatever id, city or board it returns. */
export function hideVacancy(
  db: DataSource,
  hidden: Record<'subscriberId' | 'clusterId' | 'vacancyId', string>,
  now: Date,
): Promise<Done | Already | Missing> {
  return asSubscriber<Done | Already>(db, hidden.subscriberId, async (tx, subscriber) => {
    if (!(await insertHidden(tx, hidden, now))) return { kind: 'already' };
    return { kind: 'done', undo: await remember(tx, { subscriber, hidden: [hidden.clusterId] }, now) };
  });
}

/** It may come again, if it is news again. */
export async function showVacancy(
  db: DataSource,
  { subscriberId, clusterId }: Record<'subscriberId' | 'clusterId', string>,
): Promise<void> {
  await deleteHidden(db.manager, { subscriberId, clusterIds: [clusterId] });
}
