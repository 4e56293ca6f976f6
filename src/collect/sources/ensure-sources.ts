import type { DataSource } from 'typeorm';
import type { ReadItem } from '../posting.js';
import type { SourceEntry } from './read-sources.js';
import { upsertSource } from './schedule.sql.js';
import { type Reach, sourceItems } from './source-items.js';

/** A Source that may run. */
export interface Scheduled {
  /** Of its row. */
  id: number;
  name: string;
  /** Milliseconds from one run to the next. */
  every: number;
  complete: boolean;
  /** Everything that it lists at `now`. */
  items(now: Date): AsyncIterable<ReadItem>;
}

/** Brings the rows of the configured sources up to sources.yaml, and answers them ready to run, in its order. */
export async function ensureSources(
  db: DataSource,
  { sources, reach }: { sources: readonly SourceEntry[]; reach: Reach },
  now: Date,
): Promise<Scheduled[]> {
  const scheduled: Scheduled[] = [];
  for (const entry of sources) {
    const id = await upsertSource(db, entry, now);
    // What pushes by itself is never asked.
    if ('push' in entry.from) continue;
    const { name, every, complete } = entry;
    scheduled.push({ id, name, every, complete, items: () => sourceItems(entry, reach) });
  }
  return scheduled;
}
