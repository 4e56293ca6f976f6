import type { DataSource } from 'typeorm';
import { atOnce } from './at-once.js';
import type { Scheduled } from './ensure-sources.js';
import { RunGuard } from './run-guard.js';
import { runSource, type SourceOutcome } from './run-source.js';

// Four connections of ten, and what waits for slow servers; the rest of the pool is for pages and letters.
const MOST_AT_ONCE = 4;

/** Reads sources, several at once, one request at a time per host. Those that another process reads just now are `busy`. */
export async function runSources(
  db: DataSource,
  sources: readonly Scheduled[],
  { now, onOutcome }: { now: Date; onOutcome: (outcome: SourceOutcome) => void },
): Promise<{ outcomes: SourceOutcome[]; busy: string[] }> {
  if (sources.length === 0) return { outcomes: [], busy: [] };
  const guard = await RunGuard.open(db);
  try {
    const ours = await guard.take(sources.map(({ id }) => id));
    const free = sources.filter(({ id }) => ours.has(id));
    const outcomes = await atOnce(free, MOST_AT_ONCE, async (source) => {
      const outcome = await runSource(db, source, now).finally(() => guard.give(source.id));
      onOutcome(outcome);
      return outcome;
    });
    return { outcomes, busy: sources.filter(({ id }) => !ours.has(id)).map(({ name }) => name) };
  } finally {
    await guard.close();
  }
}
