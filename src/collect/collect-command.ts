import type { Command } from 'commander';
import { answer, parseNow, type WithWorld } from '../kit/command.js';
import type { CollectTally } from './collect.step.js';
import { collectStepOf } from './collect-step-of.js';
import type { SourceOutcome } from './sources/run-source.js';
import { rejectedInAll } from './tally.js';

interface CollectOptions {
  source?: string;
  now?: string;
  json?: boolean;
}

/** `vestnik collect`. */
export function addCollectCommand(program: Command, withWorld: WithWorld): void {
  program
    .command('collect')
    .description('ask every source that is due once, and take what it lists')
    .option('--source <name>', 'only this source, whether it is due or not')
    .option('--now <instant>', 'the time to act at, ISO 8601 with a zone')
    .option('--json', 'answer in JSON')
    .action(({ source, now, json }: CollectOptions) =>
      withWorld(async (world) => {
        const { tally, outcomes } = await collectStepOf(world).collect(parseNow(now), source);
        answer(json, { ...tally, bySource: outcomes }, () => linesOf(tally, outcomes));
      }),
    );
}

function linesOf({ closed }: CollectTally, outcomes: readonly SourceOutcome[]): string {
  if (outcomes.length === 0) return `No source is due. Closed in all: ${closed}`;
  return [...outcomes.map(lineOf), `closed in all: ${closed}`].join('\n');
}

function lineOf({ name, counts, error, pausedUntil }: SourceOutcome): string {
  if (counts === null) return `${name}: ${error} Asked again from ${pausedUntil?.toISOString()}.`;
  const { read, added, changed, unchanged, returned, closed } = counts;
  const taken = `added ${added}, changed ${changed}, unchanged ${unchanged}, returned ${returned}`;
  const held = counts.held === null ? '' : `. ${counts.held}`;
  return `${name}: read ${read}: ${taken}, rejected ${rejectedInAll(counts)}; closed ${closed}${held}`;
}
