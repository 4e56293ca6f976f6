import type { ReadSearch } from '../../language/read-search.js';
import { type DocSet, listed } from './doc-set.js';
import { Evaluator } from './evaluator.js';
import { FilterRunner } from './filter.js';
import { planOf } from './plan.js';
import type { ResidentSegment, ResidentUpdate } from './resident.js';
import { CLOSED, GONE, OPEN } from './segment.js';

/** What is asked of the index: canonical text and filters. */
export type Asked = Pick<ReadSearch, 'textKey' | 'filters'>;

/** One segment as a reader sees it, with what it remembers of words. */
export interface Part extends ResidentSegment {
  evaluator: Evaluator;
  runner: FilterRunner;
  room: Uint16Array;
}

/**
 * The reader's side of the resident index: questions are answered on the thread that asks, from memory that the
 * index's own thread fills. An update replaces what changed and keeps the rest.
 */
export class FreshIndex {
  private parts: Part[] = [];
  private state: Omit<ResidentUpdate, 'segments' | 'gone'> = {
    clusters: 0,
    complete: false,
    since: null,
    oldest: null,
    bytes: 0,
  };

  take({ segments, gone, ...state }: ResidentUpdate): void {
    const known = new Map(this.parts.map((part) => [part.number, part]));
    this.parts = segments.map((given) => known.get(given.number) ?? partOf(given));
    this.state = state;
    // Of the first update too: what changed while the index was built has been replaced in it already.
    for (const { number, docs } of gone) {
      const states = this.parts.find((part) => part.number === number)?.segment.facts.state;
      if (states !== undefined) for (const doc of docs) states[doc] = GONE;
    }
  }

  /** How many clusters are numbered: every `Part.clusters` is below. */
  get clusters(): number {
    return this.state.clusters;
  }

  /** Every open vacancy is in it. */
  get complete(): boolean {
    return this.state.complete;
  }

  get bytes(): number {
    return this.state.bytes;
  }

  /** How many vacancies, closed and replaced ones among them. */
  get size(): number {
    return this.parts.reduce((sum, { segment }) => sum + segment.size, 0);
  }

  /** Microseconds since 1970: everything that was first seen later is in it; null: everything is. */
  get since(): number | null {
    return this.state.since;
  }

  /** When the first vacancy of all was first seen, in microseconds since 1970; null: there is none yet. */
  get oldest(): number | null {
    return this.state.oldest;
  }

  /** Visits the open vacancies that fit; the closed ones of the last 30 days too where `closedToo`. */
  each(
    { textKey, filters }: Asked,
    visit: (part: Part, doc: number) => void,
    { closedToo = false }: { closedToo?: boolean } = {},
  ): void {
    const plan = textKey === '' ? null : planOf(textKey);
    for (const part of this.parts) {
      const found = plan === null ? null : part.evaluator.evaluate(plan);
      if (found?.n === 0) continue;
      const { state } = part.segment.facts;
      const worst = closedToo ? CLOSED : OPEN;
      const { n, list } = listed(part.runner.narrow(found, part.runner.compile(filters)), part.room);
      for (let i = n - 1; i >= 0; i--) if (state[list[i]!]! <= worst) visit(part, list[i]!);
    }
  }

  /** For each part, whether a vacancy of it fits a text, as a test of its ordinal. */
  tests(textKey: string): Map<Part, (doc: number) => boolean> {
    const plan = planOf(textKey);
    return new Map(
      this.parts.map((part) => [part, testOf(part.evaluator.evaluate(plan), part.segment.size)]),
    );
  }
}

// People ask less alike than searches do, and the memory comes on top of INDEX_MB: 8 MB a segment.
const MOST_KEPT = 4 * 2 ** 20;

const partOf = (given: ResidentSegment): Part => ({
  ...given,
  evaluator: new Evaluator(given.segment, MOST_KEPT),
  runner: new FilterRunner(given.segment),
  room: new Uint16Array(given.segment.size),
});

/** Of a copy, for the evaluator's own set is overwritten by its next answer. */
function testOf({ n, list, bits }: DocSet, size: number): (doc: number) => boolean {
  const own = bits === null ? new Int32Array((size + 31) >> 5) : bits.slice();
  if (bits === null) for (let i = 0; i < n; i++) own[list[i]! >> 5]! |= 1 << (list[i]! & 31);
  return (doc) => ((own[doc >> 5]! >>> (doc & 31)) & 1) === 1;
}
