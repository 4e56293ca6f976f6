import { SayError } from '../kit/command.js';

/** Whether a Source may be called so. */
export const isSourceName = (name: string): boolean => /^[a-z0-9][a-z0-9._-]{0,62}$/.test(name);

/** Throws SayError unless a Source may be called so; the table's own check says the same. */
export function checkSourceName(name: string): void {
  if (isSourceName(name)) return;
  throw new SayError(
    `A source's name has lower-case Latin letters, digits, ".", "_" and "-", begins with a letter or digit and is at most 63 long; "${name}" is not one.`,
  );
}
