import type { Command } from 'commander';
import { answer, type NowOptions, nowOf, type WithWorld, withNow } from '../kit/command.js';
import type { CollectTally } from './collect.step.js';
import { collectStepOf } from './collect-step-of.js';
import { countsLine, remarkLines } from './counts-lines.js';
import type { SourceOutcome } from './sources/run-source.js';

interface CollectOptions extends NowOptions {
  source?: string;
}

/** `vestnik collect`. */
export function addCollectCommand(program: Command, withWorld: WithWorld): void {
  const command = program
    .command('collect')
    .description('ask every source that is due once, and take what it lists')
    .option('--source <name>', 'only this source, whether it is due or not');
  withNow(command).action(({ source, ...options }: CollectOptions) =>
    withWorld(async (world) => {
      const now = nowOf(options, world.config);
      const { tally, outcomes } = await collectStepOf(world).collect(now, source);
      answer(options.json, { ...tally, bySource: outcomes }, () => linesOf(tally, outcomes));
    }),
  );
}

function linesOf({ closed }: CollectTally, outcomes: readonly SourceOutcome[]): string {
  if (outcomes.length === 0) return `No source is due. Closed in all: ${closed}`;
  return [...outcomes.flatMap(sourceLines), `closed in all: ${closed}`].join('\n');
}

function sourceLines({ name, counts, error, pausedUntil }: SourceOutcome): string[] {
  const told = counts === null ? [] : [countsLine(counts), ...remarkLines(counts)];
  if (error === null) return [`${name}: ${told[0]}`, ...indented(told.slice(1))];
  const before = counts === null ? [] : ['What was read before that is stored:', ...told];
  return [`${name}: ${error} Asked again from ${pausedUntil?.toISOString()}.`, ...indented(before)];
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
