import { readSearch } from '../language/read-search.js';
import type { Counts } from './counts.js';
import type { EstimateTools } from './estimate-tools.js';
import { type Narrowing, narrowBy } from './narrow.js';
import type { SearchRequest } from './search-request.js';
import { type Widening, widenBy } from './widen.js';

/** More than that a week is too broad: every letter would have 15, more than are read with care. */
const MOST_READ = 100;
/** A thousand a day: what one matching run keeps of a search (`match`), so beyond it letters would leave vacancies out. */
const MOST_SERVED = 7000;

// What so many vacancies say is no slip, and it need not be asked what else it could be.
const NO_SLIP = 100;

/** How much an alert would bring. */
export interface Volume {
  /** New vacancies a week, a cluster once; null: not an alert, or it took too long to count. */
  perWeek: number | null;
  /** More than can be served: no alert. */
  tooMuch: boolean;
}

/** What a person is told before they subscribe. */
export interface Estimate extends Volume {
  /** More than a person reads: say so, and how to narrow. */
  tooBroad: boolean;
  /** How many clusters are open and fit; null: not counted. */
  open: number | null;
  /** Ids of the newest that are open, the newest first. */
  newest: string[];
  /** Empty unless it is too broad. */
  narrow: Narrowing[];
  /** Empty unless nothing open fits. */
  widen: Widening[];
  /** What was perhaps meant, and how many open vacancies fit that; offered, never applied. */
  suggestion: { request: SearchRequest; n: number } | null;
}

export interface Asked {
  request: SearchRequest;
  /** How many open clusters fit, where the page has counted them already. */
  open?: number;
  /** How many of the newest to show; 0 unless said. */
  examples?: number;
}

/** How much an alert would bring, and no more: enough to refuse it. */
export async function volumeOf(counts: Counts, request: SearchRequest, now: Date): Promise<Volume> {
  const [perWeek = null] = await counts.perWeek([readSearch(request)], now);
  return { perWeek, tooMuch: perWeek !== null && perWeek > MOST_SERVED };
}

/** Everything that helps to decide whether to subscribe to a search: its volume, examples, and what to ask instead. */
export async function estimate(tools: EstimateTools, asked: Asked, now: Date): Promise<Estimate> {
  const { request, examples = 0 } = asked;
  const read = readSearch(request);
  const volume = await volumeOf(tools.counts, request, now);
  const [open = null] = asked.open === undefined ? await tools.counts.open([read]) : [asked.open];
  const tooBroad = volume.perWeek !== null && volume.perWeek > MOST_READ;
  return {
    ...volume,
    tooBroad,
    open,
    newest: examples === 0 ? [] : ((await tools.counts.newest(read, examples)) ?? []),
    narrow: tooBroad ? await narrowBy(tools, request, now) : [],
    ...(await otherwise(tools, { request, open })),
  };
}

/** What to ask instead of a search of which `open` clusters fit now. */
export async function otherwise(
  tools: EstimateTools,
  { request, open }: { request: SearchRequest; open: number | null },
): Promise<Pick<Estimate, 'widen' | 'suggestion'>> {
  // A query of common words finds nothing, whatever else is given up.
  const empty = open === 0 && readSearch(request).refused?.code !== 'stop-only';
  return {
    widen: empty ? await widenBy(tools, request) : [],
    suggestion: await suggestionFor(tools, request, open ?? 0),
  };
}

/** What was perhaps meant, unless it would find no more than what was typed. */
async function suggestionFor(
  { counts, suggest }: EstimateTools,
  request: SearchRequest,
  open: number,
): Promise<Estimate['suggestion']> {
  if (open > NO_SLIP) return null;
  const meant = await suggest(request.query);
  if (meant === null) return null;
  const instead = { ...request, query: meant };
  const reads = [instead, { query: meant }].map(readSearch);
  const [n = null, anywhere = null] = await counts.open(reads);
  // A slip besides filters that nothing passes is a slip all the same.
  const better = (n ?? 0) > open || (open === 0 && (anywhere ?? 0) > 0);
  return better ? { request: instead, n: n ?? 0 } : null;
}
