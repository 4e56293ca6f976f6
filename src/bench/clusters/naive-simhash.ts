import { createHash } from 'node:crypto';
import type { Token } from '../../language/tokens.js';

/** SimHash as it is usually written: a set of three-word strings, a digest of each, a sum for each of 64 bits. */
export function naiveSimhash(words: readonly Token[]): bigint {
  const exact = words.map(({ lexemes }) => lexemes.exact.replace(/\d+/g, '#'));
  const shingles = new Set(exact.slice(2).map((word, i) => `${exact[i]} ${exact[i + 1]} ${word}`));
  const sums = new Array<number>(64).fill(0);
  for (const shingle of shingles) {
    const bits = createHash('md5').update(shingle).digest().readBigUInt64BE();
    for (let bit = 0; bit < 64; bit++) sums[bit]! += (bits >> BigInt(bit)) & 1n ? 1 : -1;
  }
  return sums.reduce((all, sum, bit) => (sum > 0 ? all | (1n << BigInt(bit)) : all), 0n);
}
