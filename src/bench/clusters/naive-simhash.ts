import { createHash } from 'node:crypto';
import type { Token } from '../../language/tokens.js';

/** SimHash as it is usually written: a set of three-word strings, a digest of each, a sum for each of 64 bits. */
export function naiveSimhash(words: readonly Token[]): string {
  const exact = words.map(({ lexemes }) => lexemes.exact.replace(/\d+/g, '#'));
  const shingles = new Set(exact.slice(2).map((word, i) => `${exact[i]} ${exact[i + 1]} ${word}`));
  const sums = new Array<number>(64).fill(0);
  for (const shingle of shingles) {
    const digest = createHash('md5').update(shingle).digest();
    for (let bit = 0; bit < 64; bit++) sums[bit]! += (digest[bit >> 3]! >> (bit & 7)) & 1 ? 1 : -1;
  }
  return sums.map((sum) => (sum > 0 ? '1' : '0')).join('');
}
