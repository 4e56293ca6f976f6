import type { ClientBase } from 'pg';
import { type Spent, watch } from '../kit/spent.js';
import type { Segment } from '../search/fresh/segment.js';
import { type Job, loadSearches, loadWindow } from './copies.sql.js';
import { WindowMatcher } from './match-table.js';
import type { RunColumns } from './match-writer.js';
import type { Window } from './window.sql.js';

/** What one job found. */
export interface JobAnswer {
  /** The searches that were asked, whatever they found. */
  evaluated: BigInt64Array;
  /** Rows of `match` as a binary COPY takes them. */
  rows: Buffer[];
  /** How many pairs (search, vacancy) the rows stand for. */
  matched: number;
  spent: Record<'load' | 'match', Spent>;
}

/** A window that has been read and indexed. */
export interface Opened {
  segments: Segment[];
  spent: Spent;
}

/** What matches one window, on this thread or another: opened once, then asked job by job. */
export interface Matching {
  /** Works while the caller does something else. */
  readonly aside: boolean;
  open(window: Window): Promise<Opened>;
  answer(job: Job, run: RunColumns): Promise<JobAnswer>;
}

/** Matches on the thread that calls it, reading by `client`. */
export class LocalMatching implements Matching {
  readonly aside = false;
  private matcher = new WindowMatcher([]);

  constructor(private readonly client: ClientBase) {}

  async open(window: Window): Promise<Opened> {
    const spent = watch();
    const segments = await loadWindow(this.client, window);
    this.adopt(segments);
    return { segments, spent: spent() };
  }

  /** Takes a window that another thread has opened. */
  adopt(segments: readonly Segment[]): void {
    this.matcher = new WindowMatcher(segments);
  }

  async answer(job: Job, run: RunColumns): Promise<JobAnswer> {
    const loading = watch();
    const table = await loadSearches(this.client, job);
    const load = loading();
    const matching = watch();
    const { rows, matched } = this.matcher.match(table, run);
    return { evaluated: table.ids, rows, matched, spent: { load, match: matching() } };
  }
}
