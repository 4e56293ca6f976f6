// `npm run faults`: the whole fault suite, with its table. See `--help`.
import { Command } from 'commander';
import { CHECKS } from './checks/all.js';
import type { Bench } from './harness/bench.js';
import { withPostgres } from './harness/own-postgres.js';
import { runFaults } from './harness/run-faults.js';
import { FULL, SHORT } from './harness/sizes.js';
import { soak } from './harness/soak.js';

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`"${text}" is no whole number.`);
  return Number(text);
};

interface Options {
  only?: string;
  kills?: number;
  seed?: number;
  soak?: number | true;
  short?: boolean;
  json?: boolean;
}

const program = new Command('faults')
  .description(
    'Breaks workers, relay and database in every way of design/delivery.md §7 and counts what was lost.',
  )
  .option('--only <ids>', 'these checks alone, such as D1,D5')
  .option('--kills <n>', 'kills at random, and as many SIGTERMs, in place of 300', wholeNumber)
  .option('--seed <n>', 'play the same blows again', wholeNumber)
  .option('--soak [seconds]', 'only a long run of 50 letters a second: an hour, or so long', wholeNumber)
  .option('--short', 'as small as within npm test')
  .option('--json', 'answer in JSON');
program.parse();
const options = program.opts<Options>();

const chosen = options.only
  ?.toUpperCase()
  .split(',')
  .map((id) => id.trim());
const unknown = chosen?.filter((id) => !CHECKS.some((check) => check.id === id)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(
    `There is no check ${unknown.join(', ')}: there are ${CHECKS.map(({ id }) => id).join(', ')}.\n`,
  );
  process.exit(2);
}
const sizes = {
  ...(options.short ? SHORT : FULL),
  ...(options.kills === undefined ? {} : { kills: options.kills }),
};
const seed = options.seed ?? Math.floor(Math.random() * 1e9);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());

const seconds = options.soak === true ? 3600 : options.soak;
const checks =
  seconds === undefined
    ? CHECKS.filter(({ id }) => chosen?.includes(id) ?? true)
    : [
        {
          id: 'soak',
          promise: 'a moody relay and a restart of the database: nothing lost, memory flat',
          run: (bench: Bench) => soak(bench, seconds),
        },
      ];

const passed = await withPostgres(() =>
  runFaults(checks, { sizes, seed, signal: stop.signal, json: options.json === true }),
);
process.exit(passed ? 0 : 1);
