import type { Command } from 'commander';
import { answer, type NowOptions, nowOf, type WithWorld, withNow } from '../kit/command.js';
import type { CollectTally } from './collect.step.js';
import { collectStepOf } from './collect-step-of.js';
import { countsLine, remarkLines, storedLine } from './counts-lines.js';
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
      // What failed is printed below; the service logs it instead.
      const log = world.log.child({}, { level: world.log.level === 'warn' ? 'error' : world.log.level });
      const { tally, outcomes } = await collectStepOf({ ...world, log }).collect(now, source);
      answer(options.json, { ...tally, bySource: outcomes }, () => linesOf(tally, outcomes));
    }),
  );
}

function linesOf({ closed }: CollectTally, outcomes: readonly SourceOutcome[]): string {
  if (outcomes.length === 0) return `No source is due, or sources.yaml lists none. Closed in all: ${closed}`;
  return [...outcomes.flatMap(sourceLines), `closed in all: ${closed}`].join('\n');
}

function sourceLines({ name, counts, error, pausedUntil }: SourceOutcome): string[] {
  const remarks = counts === null ? [] : remarkLines(counts);
  const [first, ...rest] =
    error === null
      ? [counts && countsLine(counts), ...remarks]
      : [
          `${error} Asked again from ${pausedUntil?.toISOString()}.`,
          ...(counts ? [storedLine(counts)] : []),
          ...remarks,
        ];
  return [`${name}: ${first}`, ...rest.map((line) => `  ${line}`)];
}
