import type { DataSource } from 'typeorm';
import { readLine } from '../formats/ndjson.js';
import { knowledgeOf } from '../ingest.js';
import { ownId } from '../normalise/normalise-posting.js';
import type { ReadItem } from '../posting.js';
import { publishAll } from '../publish.sql.js';
import { insertRejected } from '../run.sql.js';
import { emptyCounts } from '../tally.js';
import { addToHour, closeWithdrawn } from './push-run.sql.js';
import { type RowResult, takeRows } from './take-rows.js';

/** A vacancy of a Source, by the id that the Source gave it. */
export interface PushedVacancy {
  /** The row id of the Source. */
  source: number;
  /** As the address names it. */
  id: string;
}

/**
 * Takes one vacancy, as JSON, under the id of its address, counts it in the run of its Source and hour, and publishes
 * it. The same text a second time changes nothing.
 */
export async function pushOne(
  db: DataSource,
  { source, id, text }: PushedVacancy & { text: string },
  now: Date,
): Promise<RowResult> {
  const begun = performance.now();
  const counts = emptyCounts('');
  const work = { db, knowledge: await knowledgeOf(db, now), taking: { source, now, seenAt: now }, counts };
  const { results, rejected } = await takeRows([{ row: 1, item: itemOf(id, text) }], work);
  const runId = await addToHour(db, { source, now, counts, tookMs: performance.now() - begun });
  await insertRejected(db, { runId, rejected, now });
  await publishAll(db);
  return { ...results[0]!, id: ownId(id) };
}

function itemOf(id: string, text: string): ReadItem {
  const item = { ...readLine({ number: 1, text, tooLong: null }), position: `id ${id}` };
  if (item.kind === 'rejected') return item;
  const { externalId } = item.posting;
  const differs = externalId !== null && externalId !== undefined && ownId(externalId) !== ownId(id);
  if (!differs) return { ...item, posting: { ...item.posting, externalId: id } };
  const detail = `The body bears the id "${externalId}", the address "${id}": leave the id out of the body, or make them one.`;
  return { kind: 'rejected', position: item.position, reason: 'not-a-posting', detail, raw: text };
}

/** Closes one vacancy as withdrawn. Answers what it was before; null where the Source never had it. */
export async function withdraw(
  db: DataSource,
  { source, id }: PushedVacancy,
  now: Date,
): Promise<'open' | 'closed' | null> {
  const begun = performance.now();
  const open = await closeWithdrawn(db, { source, id: ownId(id) ?? '', now });
  if (open === null) return null;
  const counts = { ...emptyCounts(''), closed: open ? 1 : 0 };
  await addToHour(db, { source, now, counts, tookMs: performance.now() - begun });
  return open ? 'open' : 'closed';
}
