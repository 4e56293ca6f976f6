import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import { ANALYSER_VERSION, toTsvector } from '../language/document.js';
import { hasOldWords, lockOldWords, storeNewWords } from './reanalyse.sql.js';
import { documentOf } from './vacancy-row.js';

/** About 12 MB of texts and lexemes where texts are long. */
const BATCH = 500;

/**
 * Reads anew, open and closed, what another analyser has read, after an update of the service; its number stays, so that
 * nobody is told. Each batch is kept by itself: whoever is killed in between goes on where it was. True when nothing is
 * left; false when an importer held some of it, for the next run.
 */
export async function reanalyse(db: DataSource, log: Log): Promise<boolean> {
  const analyser = ANALYSER_VERSION;
  if (!(await hasOldWords(db.manager, analyser))) return true;
  let vacancies = 0;
  let after: string | null = '0';
  while (after !== null) {
    const batch: Batch = await reanalyseBatch(db, after);
    vacancies += batch.count;
    after = batch.last;
  }
  log.info({ vacancies, analyser }, 'vacancies read anew by a new analyser');
  return !(await hasOldWords(db.manager, analyser));
}

/** How many there were, and the id of the last; null when there was none. */
interface Batch {
  count: number;
  last: string | null;
}

function reanalyseBatch(db: DataSource, after: string): Promise<Batch> {
  return db.transaction(async (tx) => {
    const old = await lockOldWords(tx, { analyser: ANALYSER_VERSION, after, most: BATCH });
    const rows = old.map(({ id, ...words }) => ({ id, document: toTsvector(documentOf(words)) }));
    if (rows.length > 0) await storeNewWords(tx, { analyser: ANALYSER_VERSION, rows });
    return { count: rows.length, last: rows.at(-1)?.id ?? null };
  });
}
