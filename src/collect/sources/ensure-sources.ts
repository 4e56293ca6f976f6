import type { DataSource } from 'typeorm';
import type { RunItem } from '../posting.js';
import { type Earlier, settingsOf } from './earlier.js';
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
  /** A hash of how it is asked and read. */
  settings: string;
  /** Everything that it lists at `now`, as far as nothing earlier can be built on. */
  items(now: Date, earlier: Earlier): AsyncIterable<RunItem>;
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
    scheduled.push({
      id,
      name,
      every,
      complete,
      settings: settingsOf(entry),
      items: (_, earlier) => sourceItems(entry, reach, earlier),
    });
  }
  return scheduled;
}
