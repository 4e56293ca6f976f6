/** Finds words that look like a word. */
export interface TrigramIndex {
  /**
   * Numbers of the indexed words that are at least `least` similar, by pg_trgm's measure: the trigrams that both have
   * among those that either has, of the word with two spaces before it and one behind.
   */
  similar(word: string, least: number): Similar[];
}

/** The number of an indexed word, and how similar it is: 0 to 1. */
export interface Similar {
  n: number;
  similarity: number;
}

/** Indexes normalised words: those wholly of а–я or a–z. Others are passed over and keep their number. */
export function trigramIndex(words: readonly string[]): TrigramIndex {
  const starts = new Int32Array(TRIGRAMS + 1);
  const sizes = new Uint8Array(words.length);
  for (const [n, word] of words.entries()) {
    const trigrams = trigramsOf(word);
    sizes[n] = trigrams.length;
    for (const trigram of trigrams) starts[trigram + 1]!++;
  }
  for (let trigram = 0; trigram < TRIGRAMS; trigram++) starts[trigram + 1]! += starts[trigram]!;
  const numbers = new Int32Array(starts[TRIGRAMS]!);
  const filled = starts.slice(0, TRIGRAMS);
  for (const [n, word] of words.entries()) {
    for (const trigram of trigramsOf(word)) numbers[filled[trigram]!++] = n;
  }
  const postings = { starts, numbers, sizes, shared: new Uint8Array(words.length) };
  return { similar: (word, least) => similarTo(trigramsOf(word), postings, least) };
}

interface Postings {
  /** Of trigram t the words are numbers[starts[t]] to numbers[starts[t + 1] - 1]. */
  starts: Int32Array;
  numbers: Int32Array;
  /** How many trigrams a word has. */
  sizes: Uint8Array;
  /** All 0 between two questions. */
  shared: Uint8Array;
}

function similarTo(trigrams: readonly number[], postings: Postings, least: number): Similar[] {
  const { starts, numbers, sizes, shared } = postings;
  const met: number[] = [];
  for (const trigram of trigrams) {
    for (let i = starts[trigram]!; i < starts[trigram + 1]!; i++) {
      if (shared[numbers[i]!]!++ === 0) met.push(numbers[i]!);
    }
  }
  const found: Similar[] = [];
  for (const n of met) {
    const similarity = shared[n]! / (trigrams.length + sizes[n]! - shared[n]!);
    if (similarity >= least) found.push({ n, similarity });
    shared[n] = 0;
  }
  return found;
}

// Six bits a letter: 0 is the space, then а–я, then a–z.
const TRIGRAMS = 2 ** 18;

/** The different trigrams of a word as numbers; none for a word of other letters. */
function trigramsOf(word: string): number[] {
  const found: number[] = [];
  let trigram = 0;
  for (let i = 0; i <= word.length && word !== ''; i++) {
    const letter = i === word.length ? 0 : letterOf(word.charCodeAt(i));
    if (letter === undefined) return [];
    trigram = ((trigram << 6) | letter) & (TRIGRAMS - 1);
    if (!found.includes(trigram)) found.push(trigram);
  }
  return found;
}

function letterOf(unit: number): number | undefined {
  if (unit >= 0x430 && unit <= 0x44f) return unit - 0x430 + 1;
  return unit >= 0x61 && unit <= 0x7a ? unit - 0x61 + 33 : undefined;
}
