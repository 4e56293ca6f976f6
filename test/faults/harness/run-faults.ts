import { cpus } from 'node:os';
import { Bench, type Check, type Sizes, type Verdict } from './bench.js';
import { Random } from './random.js';

export interface Run {
  sizes: Sizes;
  seed: number;
  signal: AbortSignal;
  json: boolean;
}

interface Line extends Verdict {
  id: string;
  promise: string;
  passed: boolean;
  seconds: number;
}

// The longest takes a quarter of an hour on two idle cores. One that hangs must end, and be told from one that failed.
const LONGEST_MS = 90 * 60_000;

/** Runs the checks one after another and prints a line for each; answers whether all passed. */
export async function runFaults(checks: readonly Check[], run: Run): Promise<boolean> {
  if (!run.json) process.stdout.write(`seed ${run.seed}, ${cpus().length} cores, node ${process.version}\n`);
  const lines: Line[] = [];
  for (const check of checks) {
    if (run.signal.aborted) break;
    const line = await runCheck(check, run);
    lines.push(line);
    if (!run.json) process.stdout.write(tableLine(line));
  }
  const passed = lines.filter((line) => line.passed).length;
  if (run.json)
    process.stdout.write(`${JSON.stringify({ seed: run.seed, sizes: run.sizes, checks: lines })}\n`);
  else process.stdout.write(`${passed} of ${checks.length} passed\n`);
  return passed === checks.length;
}

async function runCheck({ id, promise, run }: Check, { sizes, seed, signal }: Run): Promise<Line> {
  const started = performance.now();
  const bench = new Bench(
    sizes,
    new Random(seed),
    AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]),
  );
  const verdict = await within(bench, run).catch(failed);
  await bench.close().catch((error) => verdict.wrong.push(...failed(error).wrong));
  const seconds = Math.round((performance.now() - started) / 1000);
  return { id, promise, passed: verdict.wrong.length === 0, seconds, ...verdict };
}

/** A check that waits for something that never comes is left where it is; closing its bench ends it. */
function within(bench: Bench, run: Check['run']): Promise<Verdict> {
  return Promise.race([
    run(bench),
    new Promise<never>((_, reject) => {
      bench.signal.addEventListener('abort', () => reject(new Error('it was ended before it was through')));
    }),
  ]);
}

const failed = (error: unknown): Verdict => ({
  figures: {},
  wrong: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
});

function tableLine({ id, promise, passed, seconds, figures, wrong }: Line): string {
  const told = Object.entries(figures).map(([name, figure]) => `${name} ${figure}`);
  return [
    `${passed ? 'pass' : 'FAIL'}  ${id.padEnd(4)} ${promise} (${seconds} s)`,
    ...(told.length === 0 ? [] : [`           ${told.join(', ')}`]),
    ...wrong.map((sentence) => `           WRONG: ${sentence}`),
    '',
  ].join('\n');
}
