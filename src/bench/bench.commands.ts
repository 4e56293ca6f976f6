import type { Command } from 'commander';
import { answer, SayError, type WithWorld, type World } from '../kit/command.js';
import type { TypedImportOptions } from './import/options.js';
import type { TypedMatchOptions } from './match/options.js';
import { type BenchReport, reportLines } from './measure.js';

type Typed = TypedMatchOptions & TypedImportOptions & { json?: boolean };

/** `bench search|ask|compose|match|import|mail|queue [size]`: figures, with the peers measured beside them in the same run. */
export function addBenchCommands(program: Command, withWorld: WithWorld): void {
  program
    .command('bench')
    .description(
      'measure, in a database of their own: search (pages over a year of vacancies), ask (the fresh index), compose (digests), clusters (copies), match (all searches) or import (a feed of a gigabyte); mail (letters into a sink on this machine), queue (the outbox without a relay); pairs prints copies to be read',
    )
    .argument('<what>', 'search, ask, compose, clusters, match, import, mail, queue or pairs')
    .argument(
      '[size]',
      'how many vacancies (search 1000000, ask 200000), people (10000), texts (100000), pairs (50), distinct searches (300000), postings (300000), letters (2000) or letters that wait (1000000)',
    )
    .option('--docs <n,…>', 'match: new vacancies (50000)')
    .option('--searches <n,…>', 'match: distinct searches (300000)')
    .option('--saved <n>', 'match: saved searches that share them (1000000)')
    .option('--window <n>', 'match: vacancies that were matched before (0)')
    .option('--threads <n>', 'match: threads that ours may use (1)')
    .option('--peers <a,b>', 'match: sql, percolator, one of the sql peers by name, or none (sql,percolator)')
    .option('--postings <n>', 'import: postings of the feed (300000)')
    .option('--format <name>', 'import: ndjson or yandex-rabota (ndjson)')
    .option('--seed <n>', 'match, import, pairs: other vacancies and searches of the same kind (1)')
    .option('--json', 'answer in JSON')
    .action((what: string, size: string | undefined, typed: Typed) =>
      withWorld(async (world) => {
        if (what === 'pairs') {
          const { drawPairs, pairLines } = await import('./clusters/near-pairs.js');
          const pairs = await drawPairs(typed.seed ?? '1', Number(size ?? 50), new Date());
          answer(typed.json, pairs, () => pairLines(pairs));
          return;
        }
        const report = await measure(world, what, { ...typed, size });
        answer(typed.json, report, () => reportLines(report));
        // What is wrong is of no use, however fast.
        if (report.ours.disagreements) process.exitCode = 1;
      }),
    );
}

async function measure(
  world: World,
  what: string,
  { size, json: _, ...typed }: Typed & { size: string | undefined },
): Promise<BenchReport> {
  if (what === 'match') {
    const { readMatchOptions } = await import('./match/options.js');
    const { benchMatch } = await import('./match/bench-match.js');
    return benchMatch(world, readMatchOptions({ ...(size !== undefined && { searches: size }), ...typed }));
  }
  if (what === 'import') {
    const { readImportOptions } = await import('./import/options.js');
    const { benchImport } = await import('./import/bench-import.js');
    return benchImport(world, readImportOptions({ ...(size !== undefined && { postings: size }), ...typed }));
  }
  const count = size === undefined ? undefined : Number(size);
  if (count !== undefined && !(Number.isInteger(count) && count > 0 && count <= 1_000_000)) {
    throw new SayError(`The size is a whole number up to 1,000,000, not "${size}".`);
  }
  if (what === 'search') {
    const { benchSearch, sizesFor } = await import('./search/bench-search.js');
    return benchSearch(world, sizesFor(count ?? 1_000_000));
  }
  if (what === 'ask') return (await import('./ask.js')).benchAsk(world, count ?? 200_000);
  if (what === 'clusters') {
    return (await import('./clusters/bench-clusters.js')).benchClusters(world, count ?? 100_000, new Date());
  }
  if (what === 'mail') return (await import('./mail/bench-mail.js')).benchMail(world, count ?? 2_000);
  if (what === 'queue') return (await import('./queue/bench-queue.js')).benchQueue(world, count ?? 1_000_000);
  if (what === 'compose') return (await import('./compose.js')).benchCompose(world, count ?? 10_000);
  throw new SayError(
    `There is no benchmark "${what}": search, ask, compose, clusters, match, import, mail, queue and pairs are what can be measured.`,
  );
}
