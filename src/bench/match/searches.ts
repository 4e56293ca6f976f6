import type { DataSource } from 'typeorm';
import type { Dice } from '../../collect/demo/dice.js';
import { canonicalFilters, type Filters, filtersKey } from '../../language/filters.js';
import { hashOf } from '../../language/hash.js';
import { type ReadSearch, readSearch } from '../../language/read-search.js';
import { shardOf } from '../../store/shards.js';
import { type Draw, seededDice } from './chances.js';
import type { Material } from './material.js';
import { filterDrawer } from './search-filters.js';
import { drawShape, type Shape, textWriter, type WriteText } from './search-texts.js';
import { createSearchTables, type KeptSearch, keepSearches } from './searches.sql.js';

/** A search that differs from all before it and may be saved as an alert. */
export interface Asked {
  query: string;
  read: ReadSearch;
  /** How its text is written; null without words. */
  shape: Shape | null;
  /** Nobody before it asked this text. */
  newText: boolean;
}

// matching.md §3: 127,096 distinct texts among 300,000 distinct searches.
const NEW_TEXT = 0.43;
// Filters alone: everything new in a town.
const NO_WORDS = 0.003;
const BATCH = 2_000;

export interface SearchesOrder {
  material: Material;
  seed: number;
  now: Date;
}

/**
 * Writes the searches of the largest of `sizes` to a table aside, and answers how many distinct texts each size has.
 * The same seed makes the same ones, the first 10,000 whatever the number.
 */
export async function fillSearches(
  db: DataSource,
  order: SearchesOrder,
  sizes: readonly number[],
): Promise<Map<number, number>> {
  await createSearchTables(db);
  const stream = searchStream(order);
  const texts = new Map<number, number>();
  let [made, known] = [0, 0];
  for (const size of sizes.toSorted((a, b) => a - b)) {
    while (made < size) {
      const rows: KeptSearch[] = [];
      for (const until = Math.min(size, made + BATCH); made < until; made++) {
        const asked = stream.next().value;
        if (asked.newText) known += 1;
        rows.push(rowOf(asked, made + 1));
      }
      await keepSearches(db, rows, order.now);
    }
    texts.set(size, known);
  }
  return texts;
}

/**
 * Distinct searches without end. Somebody who does not write a new text takes that of any search before, so that a text
 * is the more popular the longer it is known (Simon's model of Zipf's law), and asks it with filters of their own.
 */
export function* searchStream({ material, seed }: Omit<SearchesOrder, 'now'>): Generator<Asked, never> {
  const dice = seededDice('searches', seed);
  const writeText = uniqueTexts(textWriter(material));
  const drawFilters = filterDrawer(material);
  const seen = new Set<string>();
  const asked: Text[] = [];
  for (;;) {
    const newText = asked.length === 0 || dice.chance(NEW_TEXT);
    const text = newText ? writeText(dice) : dice.chance(NO_WORDS) ? WORDLESS : dice.pick(asked);
    const read = unlikeAll(dice, { text, drawFilters, seen });
    if (read === null) continue;
    if (text !== WORDLESS) asked.push(text);
    yield { query: text.query, read, shape: text.shape, newText };
  }
}

interface Text {
  query: string;
  /** As it reads without filters. */
  read: ReadSearch;
  shape: Shape | null;
}

const WORDLESS: Text = { query: '', read: readSearch({ query: '' }), shape: null };
const MOST_TRIES = 20;

/** Texts that were not written before, by their canonical form, and that may be saved with any filters. */
function uniqueTexts(writeText: WriteText): Draw<Text> {
  const known = new Set<string>();
  return (dice) => {
    const shape = drawShape(dice);
    for (let tries = 0; ; tries++) {
      const query = writeText(dice, shape, tries >> 1);
      const read = readSearch({ query });
      if (read.refused === null && known.size < known.add(read.textHash).size) return { query, read, shape };
    }
  };
}

/** The text with filters of its own, or null where it seems to have been asked with all that anybody would ask of it. */
function unlikeAll(
  dice: Dice,
  { text, drawFilters, seen }: { text: Text; drawFilters: Draw<Partial<Filters>>; seen: Set<string> },
): ReadSearch | null {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const read = withFilters(text, drawFilters(dice));
    if (read.refused === null && seen.size < seen.add(read.searchHash).size) return read;
  }
  return null;
}

/** What readSearch answers (a test compares them), at a fifth of its cost: the words of a text are read but once. */
function withFilters({ query, read }: Text, given: Partial<Filters>): ReadSearch {
  if (query === '') return readSearch({ query, filters: given });
  const filters = canonicalFilters(given);
  const canonicalKey = [read.textKey, filtersKey(filters)].filter((part) => part !== '').join(' ');
  return { ...read, filters, canonicalKey, searchHash: hashOf(canonicalKey) };
}

// The one place here that knows how a search is told to its shard.
const rowOf = ({ query, read }: Asked, n: number): KeptSearch => ({
  n,
  id: read.searchHash,
  canonical: read.canonicalKey,
  query,
  filters: read.filters,
  tsquery: read.tsquery,
  analyser: read.analyser,
  shard: shardOf(read.textHash),
});
