import { grown } from '../search/fresh/bytes.js';
import type { CopyRow } from '../search/fresh/copy-reader.js';
import { type Dictionary, DictionaryBuilder } from '../search/fresh/dictionary.js';

/**
 * Searches as they stand in `search`, grouped by text: what many ask with different filters is looked for once. Texts
 * and filters stay bytes; 300,000 searches of 127,000 texts are 20 MB.
 */
export interface SearchTable {
  size: number;
  /** Signed 64-bit ids. */
  ids: BigInt64Array;
  /** Canonical texts; '' is a search without words. Number t is asked by order[starts[t]] … order[starts[t + 1] - 1]. */
  texts: Dictionary;
  starts: Int32Array;
  order: Int32Array;
  /** Canonical filters as JSON, '' where nothing is asked; the number of each search's. */
  filters: Dictionary;
  filterOf: Int32Array;
}

/** The columns that `SearchTableBuilder.add` reads: id bigint, canonical text. */
export const FIELDS_OF_SEARCH = 2;

const SPACE = ' '.charCodeAt(0);
const BRACE = '{'.charCodeAt(0);

export class SearchTableBuilder {
  private ids = new BigInt64Array(1 << 10);
  private textOf = new Int32Array(1 << 10);
  private filterOf = new Int32Array(1 << 10);
  private readonly texts = new DictionaryBuilder();
  private readonly filters = new DictionaryBuilder();
  private size = 0;

  /** Takes a row: the canonical form is the text, a space, the filters, and either may be missing (read-search.ts). */
  add({ bytes, starts, lengths }: CopyRow): void {
    const search = this.size++;
    if (search === this.ids.length) this.grow();
    const start = starts[1]!;
    const end = start + lengths[1]!;
    const space = bytes[start] === BRACE ? start : bytes.indexOf(SPACE, start);
    const textEnd = space === -1 || space > end ? end : space;
    const filterStart = Math.min(bytes[textEnd] === SPACE ? textEnd + 1 : textEnd, end);
    this.ids[search] = bytes.readBigInt64BE(starts[0]!);
    this.textOf[search] = this.texts.intern(bytes, start, textEnd);
    this.filterOf[search] = this.filters.intern(bytes, filterStart, end);
  }

  finish(): SearchTable {
    const { size, textOf } = this;
    const texts = this.texts.finish();
    const starts = new Int32Array(texts.size + 1);
    for (let search = 0; search < size; search++) starts[textOf[search]! + 1]!++;
    for (let text = 0; text < texts.size; text++) starts[text + 1]! += starts[text]!;
    const next = starts.slice();
    const order = new Int32Array(size);
    for (let search = 0; search < size; search++) order[next[textOf[search]!]!++] = search;
    return {
      size,
      ids: this.ids.slice(0, size),
      texts,
      starts,
      order,
      filters: this.filters.finish(),
      filterOf: this.filterOf.slice(0, size),
    };
  }

  private grow(): void {
    const ids = new BigInt64Array(this.ids.length * 2);
    ids.set(this.ids);
    this.ids = ids;
    this.textOf = grown(this.textOf, this.size);
    this.filterOf = grown(this.filterOf, this.size);
  }
}
