import type { Command } from 'commander';
import { answer, SayError, type WithWorld, type World } from '../../kit/command.js';
import { addKeyCommands } from '../push/key.commands.js';
import { readSourcesFile } from '../sources/read-sources.js';
import { listSources } from './list-sources.js';
import { endPause, selectRejected } from './rejected.sql.js';
import { sourceCalled } from './source-called.js';
import { rejectedLines, sourcesLines } from './source-lines.js';

/** `vestnik sources` and what it takes: every source and how it fares, keys, the quarantine, the end of a pause. */
export function addSourcesCommands(program: Command, withWorld: WithWorld): void {
  const sources = program
    .command('sources')
    .description('every source and how it fares; see also its commands below')
    .option('--json', 'answer in JSON')
    .action(({ json }: { json?: boolean }) =>
      withWorld(async ({ db, config }) => {
        const now = new Date();
        const listed = await listSources(db, readSourcesFile(config.sourcesFile), now);
        answer(json, { sources: listed }, () => sourcesLines(listed, now));
      }),
    );
  addKeyCommands(sources, withWorld);
  sources
    .command('rejected')
    .description('what was rejected of a source in the last 14 days, the newest first, and why')
    .argument('<name>', 'the source')
    .option('--limit <n>', 'how many', '20')
    .option('--json', 'answer in JSON')
    .action((name: string, _: RejectedOptions, command: Command) =>
      withWorld((world) => tellRejected(world, name, command.optsWithGlobals())),
    );
  sources
    .command('wake')
    .description('end the pause of a source: it is asked with the next collect')
    .argument('<name>', 'the source')
    .action((name: string) => withWorld((world) => wake(world, name)));
}

interface RejectedOptions {
  limit: string;
  json?: boolean;
}

async function tellRejected({ db }: World, name: string, { limit, json }: RejectedOptions): Promise<void> {
  const most = Number(limit);
  if (!Number.isInteger(most) || most < 1 || most > 10_000) {
    throw new SayError(`--limit takes a whole number from 1 to 10,000, not "${limit}".`);
  }
  const rejected = await selectRejected(db, { source: await sourceCalled(db, name), limit: most });
  answer(json, { source: name, rejected }, () => rejectedLines(rejected));
}

async function wake({ db }: World, name: string): Promise<void> {
  const woken = await endPause(db, await sourceCalled(db, name));
  answer(false, null, () =>
    woken ? `${name} is awake: it is asked with the next collect.` : `${name} was not paused.`,
  );
}
