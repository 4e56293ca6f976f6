import type { EntityManager } from 'typeorm';
import type { Wording } from './vacancy-row.js';

/** What an analyser reads of a stored vacancy. */
export interface StoredWords extends Wording {
  id: string;
  body: string;
}

/**
 * Whether any vacancy was read by another analyser than this. Looks at every row where none was, 0.2 s for 200,000:
 * an index would be written for ever and read once a process.
 */
export async function hasOldWords(tx: EntityManager, analyser: string): Promise<boolean> {
  const [{ old }] = await tx.query('select exists (select from vacancy where analyser <> $1) as old', [
    analyser,
  ]);
  return old;
}

/**
 * The next vacancies after `after`, by id, that another analyser has read, held until the transaction ends. What an
 * importer holds is left out: waiting for it while holding others could block both.
 */
export const lockOldWords = (
  tx: EntityManager,
  { analyser, after, most }: { analyser: string; after: string; most: number },
): Promise<StoredWords[]> =>
  tx.query(
    `select id, title, employer_name as "employerName", skills, body
       from vacancy where id > $2 and analyser <> $1 order by id limit $3 for no key update skip locked`,
    [analyser, after, most],
  );

/**
 * Gives vacancies that are held the words of an analyser. A document that is the same is not written: naming the column
 * is enough for the trigger to send it to every index anew.
 */
export async function storeNewWords(
  tx: EntityManager,
  { analyser, rows }: { analyser: string; rows: readonly { id: string; document: string }[] },
): Promise<void> {
  await tx.query(
    `update vacancy v set document = p.document
       from json_to_recordset($1::json) as p (id bigint, document tsvector)
      where v.id = p.id and v.document <> p.document`,
    [JSON.stringify(rows)],
  );
  // Where copies are found goes by the words too: see clusters/fill.ts.
  await tx.query('update vacancy set analyser = $2, text_key = null where id = any($1::bigint[])', [
    rows.map(({ id }) => id),
    analyser,
  ]);
}
