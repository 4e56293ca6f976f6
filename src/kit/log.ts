import { type Logger, pino } from 'pino';

/** Constant words and ids; never an address, a token or a query. */
export type Log = Logger;
export const LOG = Symbol('LOG');

/** A JSON line an event, on stderr: stdout belongs to what a command answers. */
export function createLog(level: string): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
}
