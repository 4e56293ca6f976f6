import type { ReadItem } from '../posting.js';
import type { SourceRow } from '../source.sql.js';
import { demoPostings } from './demo-postings.js';

/** The Source that plays while no other is configured. */
export const DEMO_SOURCE: SourceRow = { name: 'demo', format: 'demo', title: 'Демо', demo: true };

/** Milliseconds between two runs of the demo: about one new vacancy each time. */
export const DEMO_EVERY = 15 * 60_000;

/** What the demo lists at `now`, as a reader gives it. */
export async function* demoItems(now: Date): AsyncGenerator<ReadItem> {
  for (const posting of demoPostings(now)) {
    yield { kind: 'posting', position: `posting ${posting.externalId}`, posting };
  }
}
