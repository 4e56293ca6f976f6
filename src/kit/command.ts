import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import type { Config } from './config.js';
import type { Log } from './log.js';
import type { Secret } from './tokens.js';

/** What a command works with: the open database, the settings, the log, the signing key. */
export interface World {
  db: DataSource;
  config: Config;
  log: Log;
  secret: Secret;
}

/** Opens the world, does the work, closes it again whatever happened. */
export type WithWorld = <T>(work: (world: World) => Promise<T>) => Promise<T>;

/** A failure that a person can mend: printed as it is, without a stack, exit code 1. */
export class SayError extends Error {}

/** The instant that `--now` names (ISO 8601 with a zone), else the present one. */
export function parseNow(text: string | undefined): Date {
  if (text === undefined) return new Date();
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime()) || !/(Z|[+-]\d\d:?\d\d)$/i.test(text)) {
    throw new SayError(
      `--now takes an instant with its zone, such as 2026-11-24T09:01+03:00, not "${text}".`,
    );
  }
  return instant;
}

/** Answers a command on stdout: one JSON value for scripts, or lines for people. */
export function answer(json: boolean | undefined, value: unknown, lines: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(value) : lines()}\n`);
}

/** What a command runs; `stop` ends it early with nothing half done. */
interface Stoppable {
  run(now: Date): Promise<Record<string, number>>;
  stop?(): unknown;
}

/** A step of the pipeline as a command of its own. */
export interface StepCommand {
  name: string;
  description: string;
  step(world: World): Stoppable & { close?(): void };
}

/** Adds a command that runs one step until nothing is left, with `--now`, `--yes` and `--json`. */
export function addStepCommand(
  program: Command,
  withWorld: WithWorld,
  { name, description, step }: StepCommand,
): void {
  withNow(program.command(name).description(description)).action((options: NowOptions) =>
    withWorld(async (world) => {
      const now = nowOf(options, world.config);
      const made = step(world);
      try {
        const counts = await stoppable(made, () => made.run(now));
        answer(options.json, counts, () => countLines(counts));
      } finally {
        made.close?.();
      }
    }),
  );
}

/** Does the work; SIGTERM or SIGINT ends it early, with what was begun made whole. A second one ends the process. */
export async function stoppable<T>(step: Pick<Stoppable, 'stop'>, work: () => Promise<T>): Promise<T> {
  const heard = () => void step.stop?.();
  process.once('SIGTERM', heard);
  process.once('SIGINT', heard);
  try {
    return await work();
  } finally {
    process.off('SIGTERM', heard);
    process.off('SIGINT', heard);
  }
}

export interface NowOptions {
  now?: string;
  yes?: boolean;
  json?: boolean;
}

/** The options of every command that acts at an instant. */
export const withNow = (command: Command): Command =>
  command
    .option('--now <time>', 'play this instant, such as 2026-11-24T09:01+03:00')
    .option('--yes', 'allow --now in production')
    .option('--json', 'answer in JSON');

/** The instant to act at. In production another one than the present takes `--yes`: real people would be written to. */
export function nowOf({ now, yes }: NowOptions, { production }: Pick<Config, 'production'>): Date {
  if (now !== undefined && production && !yes) {
    throw new SayError(
      'In production --now writes to real people at another time than theirs: add --yes to mean it.',
    );
  }
  return parseNow(now);
}

/** Counts as lines for people: `sent: 12`. */
export const countLines = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name}: ${count}`)
    .join('\n');
