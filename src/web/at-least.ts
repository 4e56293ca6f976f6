import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the slowest usual way through. */
const STEP_MS = 200;

/**
 * Does the work and answers, or fails, after 200 ms, or 400, or 600…: the time of an answer must not tell whether an
 * address is known, also where a busy database makes the longer way slower than one step.
 */
export async function atLeast<T>(work: Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await work;
  } finally {
    await sleep(STEP_MS - ((performance.now() - began) % STEP_MS));
  }
}
