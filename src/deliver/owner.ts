import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** A name for whoever claims letters here: machine, process, and chance. */
export const newOwner = (): string => `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;

/**
 * Whether the process that took this name is surely no more: it ran on this machine, and its number is free. Of other
 * machines nothing is known.
 */
export function isGone(owner: string): boolean {
  const [, host, pid] = /^(.*):(\d+):[0-9a-f]+$/.exec(owner) ?? [];
  if (host !== hostname() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
