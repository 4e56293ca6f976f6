import { constants, fchownSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './folders.js';

const LIMIT = 8 * 1024 * 1024;

const logOf = (place: Place): string => join(place.folder, 'pg.log');

/** Opens the file that takes what the server says, for appending; one that has grown too long starts anew. */
export function openLog(place: Place): number {
  const { O_WRONLY, O_APPEND, O_CREAT, O_TRUNC, O_NOFOLLOW = 0 } = constants;
  const anew = logLength(place) > LIMIT ? O_TRUNC : 0;
  const log = openSync(logOf(place), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | anew, 0o600);
  // The owner of the cluster goes on with it when root has started it once. Not if it is another file's second name.
  if (place.account && fstatSync(log).nlink === 1) fchownSync(log, place.account.uid, place.account.gid);
  return log;
}

/** How many bytes the log has now: pass it to `complaintsSince` later. */
export const logLength = (place: Place): number =>
  statSync(logOf(place), { throwIfNoEntry: false })?.size ?? 0;

/** What the server complained of since the log had `length` bytes, on one line. */
export const complaintsSince = (place: Place, length: number): string =>
  complaintsIn(readFileSync(logOf(place)).subarray(length).toString());

/** The complaints among what a program of Postgres says, each once, without time and process. */
export function complaintsIn(text: string): string {
  const lines = text.split('\n').filter((line) => COMPLAINT.test(line));
  return [...new Set(lines.map((line) => line.replace(/^.*?\[\d+\] /, '').trim()))].slice(-4).join(' ');
}

const COMPLAINT = /FATAL|PANIC|ERROR|HINT|invalid|unrecognized|could not|error:|error while loading/;
