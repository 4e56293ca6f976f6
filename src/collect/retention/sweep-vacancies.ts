import type { DataSource, EntityManager } from 'typeorm';
import { inBatches, type Sweeping } from '../../store/batches.js';
import { forgetLinks, forgetTexts, lockClusters } from '../clusters/clusters.sql.js';
import { linkKey } from '../clusters/keys.js';
import { deleteEmptyClusters, deleteVacancies } from './vacancies.sql.js';

/** How long closed, and how long ago first seen: both must be so. */
export interface VacancyAge {
  closedBefore: Date;
  seenBefore: Date;
}

/**
 * Deletes vacancies that stand in no figure any more and could be told as new if they came back, with what only they
 * kept: the keys that copies are found by, and clusters that nobody is in.
 */
export const sweepVacancies = (db: DataSource, age: VacancyAge, sweeping: Sweeping): Promise<number> =>
  inBatches(sweeping, (limit) => db.transaction((tx) => sweepSome(tx, age, limit)));

async function sweepSome(tx: EntityManager, age: VacancyAge, limit: number): Promise<number> {
  // Nobody may be given a cluster while it goes.
  await lockClusters(tx);
  const gone = await deleteVacancies(tx, age, limit);
  await forgetTexts(tx, gone);
  await forgetLinks(
    tx,
    gone.flatMap(({ url, textKey }) => {
      const key = linkKey(url);
      return key === null ? [] : [{ linkKey: key, textKey }];
    }),
  );
  await deleteEmptyClusters(tx, [...new Set(gone.map(({ clusterId }) => clusterId))]);
  return gone.length;
}
