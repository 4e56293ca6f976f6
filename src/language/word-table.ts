/**
 * Values by written words, which are looked up where they stand in a text: to cut each out of it and let a Map hash it
 * took a third of the analyser's time. It forgets all when it holds `most`. A word that finds its 16 slots taken, by
 * chance or by somebody's design, is not remembered.
 */
export class WordTable<T> {
  private readonly hashes: Int32Array;
  private readonly keys: (string | undefined)[];
  private readonly values: (T | undefined)[];
  private size = 0;

  constructor(private readonly most: number) {
    const slots = 2 ** Math.ceil(Math.log2(most * 2));
    this.hashes = new Int32Array(slots);
    this.keys = new Array(slots).fill(undefined);
    this.values = new Array(slots).fill(undefined);
  }

  /** The value of the word that stands in the text from `start` to `end`. */
  find(text: string, start: number, end: number): T | undefined {
    const hash = hashOf(text, start, end);
    const last = this.keys.length - 1;
    for (let tried = 0; tried < PROBES; tried++) {
      const slot = (hash + tried) & last;
      const key = this.keys[slot];
      if (key === undefined) return undefined;
      if (this.hashes[slot] === hash && key.length === end - start && isAt(key, text, start)) {
        return this.values[slot];
      }
    }
    return undefined;
  }

  /** Remembers the value of a word that is not held yet. */
  add(word: string, value: T): void {
    if (this.size >= this.most) this.clear();
    const hash = hashOf(word, 0, word.length);
    const last = this.keys.length - 1;
    for (let tried = 0; tried < PROBES; tried++) {
      const slot = (hash + tried) & last;
      if (this.keys[slot] !== undefined) continue;
      this.hashes[slot] = hash;
      this.keys[slot] = word;
      this.values[slot] = value;
      this.size++;
      return;
    }
  }

  private clear(): void {
    this.keys.fill(undefined);
    this.values.fill(undefined);
    this.size = 0;
  }
}

const PROBES = 16;

function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

function isAt(word: string, text: string, start: number): boolean {
  for (let i = 0; i < word.length; i++) {
    if (word.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
  }
  return true;
}
