import type { Segment } from './segment.js';

/** The exact lexemes that begin with these bytes ('=разраб'). */
export function lexemesWithPrefix(segment: Segment, prefix: Uint8Array): Int32Array {
  const { exact } = segment.postings;
  const first = lowest(exact.length, (i) => compare(segment, exact[i]!, prefix) >= 0);
  const after = lowest(exact.length, (i) => i >= first && compare(segment, exact[i]!, prefix) > 0);
  return exact.subarray(first, after);
}

/** The lowest index of which `isEnough` holds; it holds for all after that. */
function lowest(length: number, isEnough: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Below, within (0) or beyond the lexemes that begin with `prefix`. */
function compare({ dictionary: { arena, offsets } }: Segment, term: number, prefix: Uint8Array): number {
  const start = offsets[term]!;
  const length = Math.min(offsets[term + 1]! - start, prefix.length);
  for (let i = 0; i < length; i++) {
    if (arena[start + i] !== prefix[i]) return arena[start + i]! - prefix[i]!;
  }
  return length < prefix.length ? -1 : 0;
}
