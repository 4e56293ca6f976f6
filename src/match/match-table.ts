import { type CanonicalFilters } from '../language/filters.js';
import type { Dictionary } from '../search/fresh/dictionary.js';
import { type DocSet, highestBits } from '../search/fresh/doc-set.js';
import { Evaluator } from '../search/fresh/evaluator.js';
import { type CompiledFilter, FilterRunner } from '../search/fresh/filter.js';
import { readPlan } from '../search/fresh/plan.js';
import type { Segment } from '../search/fresh/segment.js';
import { MatchWriter, MOST_IDS, type RunColumns } from './match-writer.js';
import type { SearchTable } from './search-table.js';

/** What a table of searches found: rows for `match`, and how many pairs (search, vacancy) they stand for. */
export interface Answer {
  rows: Buffer[];
  matched: number;
}

/** Asks the vacancies of a window for many searches. Keeps what it learned of words from one table to the next. */
export class WindowMatcher {
  private readonly parts: Part[];
  private readonly segmentOf = new Uint8Array(MOST_IDS);
  private readonly docs = new Uint16Array(MOST_IDS);
  private total = 0;

  /** `segments` oldest first, at most 255 of them. */
  constructor(segments: readonly Segment[]) {
    this.parts = segments.map((segment) => new Part(segment)).reverse();
  }

  match(table: SearchTable, run: RunColumns): Answer {
    const writer = new MatchWriter(run);
    const elements = this.parts.map(({ elements }) => elements);
    for (const part of this.parts) part.takeFilters(table.filters);
    let matched = 0;
    for (let text = 0; text < table.texts.size; text++) {
      if (!this.askText(table.texts, text)) continue;
      for (let at = table.starts[text]!; at < table.starts[text + 1]!; at++) {
        const search = table.order[at]!;
        const kept = this.askFilter(table.filterOf[search]!);
        if (this.total === 0) continue;
        matched += this.total;
        const { total, segmentOf: segments, docs } = this;
        writer.add(table.ids[search]!, { total, kept, segments, docs }, elements);
      }
    }
    return { rows: writer.finish(), matched };
  }

  /** Evaluates a text over every segment; false where nothing fits. */
  private askText({ arena, offsets }: Dictionary, text: number): boolean {
    const [start, end] = [offsets[text]!, offsets[text + 1]!];
    const plan = start === end ? null : { bytes: arena, plan: readPlan(arena, start, end) };
    let any = false;
    for (const part of this.parts) {
      part.found = plan === null ? null : part.evaluator.evaluate(plan);
      any ||= part.found === null || part.found.n > 0;
    }
    return any;
  }

  /** Counts what also passes a filter into `total`, and keeps the newest; answers how many are kept. */
  private askFilter(filter: number): number {
    this.total = 0;
    let kept = 0;
    for (const [number, part] of this.parts.entries()) {
      const { n, list, bits } = part.passing(filter);
      this.total += n;
      const wanted = Math.min(n, MOST_IDS - kept);
      if (list.length >= n) for (let i = 0; i < wanted; i++) this.docs[kept + i] = list[n - 1 - i]!;
      else highestBits(bits!, wanted, this.docs.subarray(kept));
      this.segmentOf.fill(number, kept, kept + wanted);
      kept += wanted;
    }
    return kept;
  }
}

/** One segment of a window, with what is remembered of it. All of its vacancies are open. */
class Part {
  readonly evaluator: Evaluator;
  readonly elements: ReturnType<typeof MatchWriter.elementsOf>;
  /** What fits the text under way; null: the text is empty, all do. */
  found: DocSet | null = null;
  private readonly runner: FilterRunner;
  private filters: CanonicalFilters[] = [];
  private compiled: CompiledFilter[] = [];

  constructor(segment: Segment) {
    this.evaluator = new Evaluator(segment);
    this.elements = MatchWriter.elementsOf(segment);
    this.runner = new FilterRunner(segment);
  }

  takeFilters({ size, arena, offsets }: Dictionary): void {
    this.filters = Array.from({ length: size }, (_, i) => {
      const json = Buffer.from(arena.subarray(offsets[i], offsets[i + 1])).toString();
      return json === '' ? {} : (JSON.parse(json) as CanonicalFilters);
    });
    this.compiled = [];
  }

  /** What fits the text and passes a filter; good until the next call. */
  passing(filter: number): DocSet {
    if (this.found?.n === 0) return this.found;
    this.compiled[filter] ??= this.runner.compile(this.filters[filter]!);
    return this.runner.narrow(this.found, this.compiled[filter]);
  }
}
