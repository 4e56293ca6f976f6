import { Bench, type Check, type Verdict } from './bench.js';
import { Random } from './random.js';
import { SHORT } from './sizes.js';

/** Runs a check at its short sizes and answers what it found; for tests, which say what it should. */
export async function runShort(check: Check, seed = 1): Promise<Verdict> {
  const bench = new Bench(SHORT, new Random(seed), new AbortController().signal);
  try {
    return await check.run(bench);
  } finally {
    await bench.close();
  }
}
