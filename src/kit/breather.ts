import { setImmediate as turn } from 'node:timers/promises';

/**
 * For long work on the main thread: what it answers, awaited between two pieces, gives the event loop to others (pages
 * among them) once `ms` milliseconds have been spent since their last turn.
 */
export function breather(ms = 20): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < ms) return;
    await turn();
    since = performance.now();
  };
}
