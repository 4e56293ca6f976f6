/**
 * A clock that shows `now` at once and then runs as real time does. Leases count on it, so that a run playing
 * another day (`--now`) still holds its letters for real minutes. Monotonic: setting the machine's clock moves nothing.
 */
export function clockFrom(now: Date): () => Date {
  const start = performance.now();
  return () => new Date(now.getTime() + (performance.now() - start));
}
