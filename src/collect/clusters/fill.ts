import type { DataSource, EntityManager } from 'typeorm';
import type { Log } from '../../kit/log.js';
import { tokens } from '../../language/tokens.js';
import { assignClusters } from './assign.js';
import { lockClusters } from './clusters.sql.js';
import { hasUnkeyed, lockUnkeyed, storeKeys } from './fill.sql.js';
import { copyKeys } from './keys.js';
import { undisturbed } from './undisturbed.js';

/** Half a second of the lock on clusters at most. */
const BATCH = 500;

/**
 * Works out what copies are found by for vacancies that have it not, or not any more: stored before there were near
 * copies, or read anew by another analyser. Clusters that turn out to be one are merged; nobody is told. Each batch is
 * kept by itself. True when nothing is left; false when an importer held some of it, for the next run.
 */
export async function fillKeys(db: DataSource, log: Log, now: Date): Promise<boolean> {
  if (!(await hasUnkeyed(db.manager))) return true;
  let vacancies = 0;
  let after: string | null = '0';
  while (after !== null) {
    const from: string = after;
    const batch: Batch = await undisturbed(db, (tx) => fillBatch(tx, from, now));
    vacancies += batch.count;
    after = batch.last;
  }
  log.info({ vacancies }, 'vacancies looked through for copies');
  return !(await hasUnkeyed(db.manager));
}

/** How many there were, and the id of the last; null when there was none. */
interface Batch {
  count: number;
  last: string | null;
}

async function fillBatch(tx: EntityManager, after: string, now: Date): Promise<Batch> {
  // Before any row is held: whoever has the lock may want the row.
  await lockClusters(tx);
  const found = await lockUnkeyed(tx, { after, most: BATCH });
  const keyed = found.map((vacancy) => ({
    ...copyKeys(vacancy, tokens(vacancy.body)),
    id: vacancy.id,
    own: { vacancyId: vacancy.id, clusterId: vacancy.clusterId, title: vacancy.title, edited: false },
  }));
  await assignClusters(tx, keyed, now);
  await storeKeys(tx, keyed);
  return { count: found.length, last: found.at(-1)?.id ?? null };
}
