/** Upper ends, in milliseconds, of the classes that answers are counted in; the last class has none. */
const ENDS = [
  5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000,
] as const;

/** The count of answers by class with one more in it. */
export function countReply(counts: readonly number[], ms: number): number[] {
  const found = ENDS.findIndex((end) => ms <= end);
  const place = found === -1 ? ENDS.length : found;
  return Array.from({ length: ENDS.length + 1 }, (_, n) => (counts[n] ?? 0) + (n === place ? 1 : 0));
}

/** Milliseconds within which `share` of the answers came, as if they lay evenly within their class; null: no answers. */
export function replyTime(counts: readonly number[], share: number): number | null {
  const wanted = counts.reduce((sum, count) => sum + count, 0) * share;
  let below = 0;
  for (const [n, count] of counts.entries()) {
    if (count > 0 && below + count >= wanted) {
      const [from, to] = [ENDS[n - 1] ?? 0, ENDS[n] ?? ENDS[ENDS.length - 1]!];
      return Math.round(from + (to - from) * ((wanted - below) / count));
    }
    below += count;
  }
  return null;
}
