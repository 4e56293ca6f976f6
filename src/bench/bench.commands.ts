import type { Command } from 'commander';
import { answer, SayError, type WithWorld, type World } from '../kit/command.js';
import { type BenchReport, reportLines } from './measure.js';

/** `bench search|compose [size]`: figures, with the peer measured beside them in the same run. */
export function addBenchCommands(program: Command, withWorld: WithWorld): void {
  program
    .command('bench')
    .description(
      'measure: search (the page, over the vacancies at hand) or compose (digests, in a database of its own)',
    )
    .argument('<what>', 'search or compose')
    .argument('[size]', 'how many queries (500) or people (10000)')
    .option('--json', 'answer in JSON')
    .action((what: string, size: string | undefined, { json }: { json?: boolean }) =>
      withWorld(async (world) => {
        const report = await measure(world, what, size);
        answer(json, report, () => reportLines(report));
      }),
    );
}

async function measure(world: World, what: string, size: string | undefined): Promise<BenchReport> {
  const count = size === undefined ? undefined : Number(size);
  if (count !== undefined && !(Number.isInteger(count) && count > 0 && count <= 1_000_000)) {
    throw new SayError(`The size is a whole number up to 1,000,000, not "${size}".`);
  }
  if (what === 'search') return (await import('./search.js')).benchSearch(world.db, count ?? 500);
  if (what === 'compose') return (await import('./compose.js')).benchCompose(world, count ?? 10_000);
  throw new SayError(`There is no benchmark "${what}": search and compose are what can be measured.`);
}
