import type { DataSource } from 'typeorm';
import { SayError } from '../kit/command.js';
import type { Log } from '../kit/log.js';
import { closeStale } from './closing/close-stale.js';
import { fillKeys } from './clusters/fill.js';
import { demoSchedule } from './demo/demo-schedule.js';
import { publishAll } from './publish.sql.js';
import { type RatesSource, refreshRates } from './rates/refresh-rates.js';
import { reanalyse } from './reanalyse.js';
import { ensureSources, type Scheduled } from './sources/ensure-sources.js';
import type { SourceEntry } from './sources/read-sources.js';
import type { SourceOutcome } from './sources/run-source.js';
import { runSources } from './sources/run-sources.js';
import { selectDue } from './sources/schedule.sql.js';
import type { Reach } from './sources/source-items.js';
import { rejectedInAll } from './tally.js';

/** What a CollectStep works with. */
export interface CollectTools {
  db: DataSource;
  log: Log;
  /** What sources.yaml lists. */
  sources: readonly SourceEntry[];
  /** Whether demo vacancies may play while there are no others: never in production. */
  demo: boolean;
  reach: Reach;
  /** Where exchange rates are asked; null: an operator brings them, or nobody. */
  rates?: Pick<RatesSource, 'url' | 'trusted'> | null;
}

/** What a run counted, over all sources that were due. */
export interface CollectTally extends Record<string, number> {
  sources: number;
  sourcesFailed: number;
  read: number;
  added: number;
  changed: number;
  unchanged: number;
  returned: number;
  closed: number;
  rejected: number;
}

/** feeds → vacancy. Asks every source that is due once, several at a time; one that fails is rested, the others go on. */
export class CollectStep {
  /** Looked for once a process: nothing here writes words of an old analyser, or none to find copies by. */
  private wordsAreNew = false;

  constructor(private readonly tools: CollectTools) {}

  async run(now: Date): Promise<CollectTally> {
    return (await this.collect(now)).tally;
  }

  /** The same, with what became of each source. With `only` that source is asked whether it is due or not. */
  async collect(now: Date, only?: string): Promise<{ tally: CollectTally; outcomes: SourceOutcome[] }> {
    const { db, log } = this.tools;
    this.wordsAreNew ||= (await reanalyse(db, log)) && (await fillKeys(db, log, now));
    const { scheduled, closed } = await this.schedule(now);
    // Before the sources, so that what they bring has its roubles.
    if (only === undefined) await this.refreshRates(now);
    const due = await dueOf(db, { scheduled, now, only });
    const { outcomes, busy } = await runSources(db, due, { now, onOutcome: (one) => this.tell(one) });
    if (busy.length > 0) log.info({ sources: busy }, 'left to the process that reads them just now');
    if (only !== undefined && busy.length > 0) throw new SayError(`Source "${only}" ${BUSY}`);
    const tally = tallyOf(outcomes);
    tally.closed += closed + (await closeStale(db, now));
    await publishAll(db);
    return { tally, outcomes };
  }

  /** Without sources there is no pay to convert, and an operator who only looks around asks nobody anything. */
  private async refreshRates(now: Date): Promise<void> {
    const { sources, reach, rates = null } = this.tools;
    if (rates === null || sources.length === 0) return;
    const { publicUrl, signal, wait } = reach;
    const asking = { publicUrl, ...(signal && { signal }), ...(wait && { wait }) };
    await refreshRates(this.tools, { ...asking, ...rates }, now);
  }

  private tell({ name, error, counts, pausedUntil }: SourceOutcome): void {
    const { log } = this.tools;
    if (error !== null) log.warn({ source: name, pausedUntil }, 'source failed');
    else log.info({ source: name, ...counts, unmapped: undefined, rejections: undefined }, 'source read');
  }

  /** The sources that may run: those of sources.yaml, or the demo while nothing else is there. */
  private async schedule(now: Date): Promise<{ scheduled: Scheduled[]; closed: number }> {
    const { db, sources, demo, reach, log } = this.tools;
    const scheduled = await ensureSources(db, { sources, reach }, now);
    const played = await demoSchedule(db, { allowed: demo && sources.length === 0, now });
    if (sources.length === 0 && played.source === null) {
      log.warn('no source is configured: write sources.yaml, or import files');
    }
    if (played.closed > 0)
      log.info({ closed: played.closed }, 'demo vacancies closed: real sources are there');
    return { scheduled: played.source ? [played.source] : scheduled, closed: played.closed };
  }
}

const BUSY = 'is being read by another process just now. Try again when that one is done.';

async function dueOf(
  db: DataSource,
  { scheduled, now, only }: { scheduled: Scheduled[]; now: Date; only: string | undefined },
): Promise<Scheduled[]> {
  if (only === undefined) {
    const due = await selectDue(
      db,
      scheduled.map(({ id }) => id),
      now,
    );
    return scheduled.filter(({ id }) => due.has(id));
  }
  const asked = scheduled.filter(({ name }) => name === only);
  if (asked.length > 0) return asked;
  const known = scheduled.map(({ name }) => name).join(', ') || 'none';
  throw new SayError(`sources.yaml lists no source "${only}" that is asked; known are: ${known}.`);
}

function tallyOf(outcomes: readonly SourceOutcome[]): CollectTally {
  const sum = (count: (outcome: SourceOutcome) => number | undefined) =>
    outcomes.reduce((total, outcome) => total + (count(outcome) ?? 0), 0);
  return {
    sources: outcomes.length,
    sourcesFailed: sum(({ error }) => (error === null ? 0 : 1)),
    read: sum(({ counts }) => counts?.read),
    added: sum(({ counts }) => counts?.added),
    changed: sum(({ counts }) => counts?.changed),
    unchanged: sum(({ counts }) => counts?.unchanged),
    returned: sum(({ counts }) => counts?.returned),
    closed: sum(({ counts }) => counts?.closed),
    rejected: sum(({ counts }) => (counts === null ? 0 : rejectedInAll(counts))),
  };
}
