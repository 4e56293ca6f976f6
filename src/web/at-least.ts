import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the slowest way through, so that the time of an answer does not tell whether an address is known. */
const LEAST_MS = 200;

/** Does the work and answers no sooner than after 200 ms. */
export async function atLeast<T>(work: Promise<T>): Promise<T> {
  const [answer] = await Promise.all([work, sleep(LEAST_MS)]);
  return answer;
}
