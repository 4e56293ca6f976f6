import type { DataSource } from 'typeorm';
import type { Config } from './config.js';
import type { Log } from './log.js';

/** What a command works with: the open database, the settings, the log, the signing key. */
export interface World {
  db: DataSource;
  config: Config;
  log: Log;
  secret: Buffer;
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
