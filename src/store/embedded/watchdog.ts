import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Binaries } from './binaries.js';
import { serverEnvironment, serverFlags } from './flags.js';
import type { Place } from './folders.js';
import { openLog } from './log.js';
import type { Postmaster } from './postmaster.js';

/**
 * Advisory locks in the database `postgres` of an embedded server. `use` is shared by all who use the server, and
 * taken whole by whoever may stop it; `watch` belongs to the watchdog; `service` to the one `vestnik serve`.
 */
export const LOCKS = { use: 7_353_001, watch: 7_353_002, service: 7_353_003 } as const;

/** What a watchdog has to care for. */
export interface Charge {
  place: Place;
  postgres: Binaries['postgres'];
  throwaway: boolean;
}

// The same depth in src/ and dist/.
const program = fileURLToPath(new URL('../../../bin/pg-watchdog.mjs', import.meta.url));

/** Starts a watchdog that starts the server on `port`. It ends when the server does. */
export function startWatched(charge: Charge, port: number): ChildProcess {
  return spawnWatchdog(charge, { port, args: serverFlags(charge.place.cluster, port, charge.throwaway) });
}

/** Gives a watchdog to a server that has lost its own. Where it has one after all, the newcomer leaves at once. */
export function adoptWatched(charge: Charge, { pid, port }: Postmaster): ChildProcess {
  return spawnWatchdog(charge, { port, adopt: pid });
}

function spawnWatchdog({ place, postgres }: Charge, task: object): ChildProcess {
  const secret = join(place.cluster, '.secret');
  const order = { postgres, account: place.account, secret, locks: LOCKS, ...task };
  const log = openLog(place);
  // Detached, or a Ctrl+C on the terminal would reach it and the server together with us.
  const watchdog = spawn(process.execPath, [program, JSON.stringify(order)], {
    ...{ cwd: '/', detached: true, env: serverEnvironment() },
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  watchdog.on('error', () => undefined); // whoever waits for the server sees that it does not come
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
  return watchdog;
}
