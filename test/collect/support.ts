import type { DataSource } from 'typeorm';
import { type Ingest, ingest } from '../../src/collect/ingest.js';
import type { RawPosting, ReadItem } from '../../src/collect/posting.js';
import { ensureSource } from '../../src/collect/source.sql.js';
import type { RunCounts } from '../../src/collect/tally.js';

/** A posting with what a test does not say made up. */
export const posting = (externalId: string, rest: Partial<RawPosting> = {}): RawPosting => ({
  externalId,
  title: `Повар ${externalId}`,
  employer: 'ООО «Столовая»',
  places: 'Казань',
  body: `Готовить обеды номер ${externalId}.`,
  ...rest,
});

/** Items as a reader yields them. */
export async function* items(
  ...given: readonly (RawPosting | ReadItem | readonly RawPosting[])[]
): AsyncGenerator<ReadItem> {
  let line = 0;
  for (const one of given.flat() as (RawPosting | ReadItem)[]) {
    line++;
    yield 'kind' in one ? one : { kind: 'posting', position: `line ${line}`, posting: one };
  }
}

/** Takes postings as one run of the Source "board". */
export async function take(
  db: DataSource,
  given: readonly (RawPosting | ReadItem)[],
  run: Partial<Ingest> & { now: Date },
): Promise<RunCounts> {
  const source = await ensureSource(db, { name: 'board', format: 'ndjson' }, run.now);
  return ingest(db, { source, items: items(...given), ...run });
}

/** The first days of one month, at noon. */
export const day = (n: number): Date => new Date(Date.UTC(2026, 10, n, 12));
