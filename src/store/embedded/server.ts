import type { ChildProcess } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { SayError } from '../../kit/command.js';
import { readPassword } from './cluster.js';
import { type Address, takeHold } from './hold.js';
import { complaintsSince, logLength } from './log.js';
import { findPostmaster } from './postmaster.js';
import { type Charge, startWatched } from './watchdog.js';

/** A server that answers, held by `client`: it lives while this connection does. */
export interface HeldServer {
  address: Address;
  pid: number;
  client: pg.Client;
}

const PATIENCE_MS = 60_000; // recovery after a power cut may have a gigabyte of log to read
const STARTS = 5;
const LOOK_MS = 20;

/**
 * Finds the server of a cluster or starts it, and takes hold of it. Any number of processes may do so at once:
 * Postgres lets one of them start, the others find it; one that is just being stopped is waited for.
 * @throws a sentence with what the server complained of.
 */
export async function holdServer(charge: Charge, log: (line: string) => void): Promise<HeldServer> {
  const { cluster } = charge.place;
  const password = readPassword(cluster);
  const start = starter(charge);
  const begun = performance.now();
  for (let said = false; performance.now() - begun < PATIENCE_MS; await sleep(LOOK_MS)) {
    const found = findPostmaster(cluster);
    if (!found) await start();
    if (!found?.port) continue;
    const address = { port: found.port, password };
    const attempt = await takeHold(address);
    if (attempt.kind === 'held') return { address, pid: found.pid, client: attempt.client };
    if (!said && performance.now() - begun > 3000) {
      said = true;
      log(
        `Waiting for the database in ${cluster} (${attempt.kind === 'silent' ? attempt.reason : 'it is stopping'}).`,
      );
    }
  }
  throw new SayError(`The database in ${cluster} has not answered for a minute: see ${cluster}.log.`);
}

/** Answers a function that starts the server unless the last start is still under way, and gives up in the end. */
function starter(charge: Charge): () => Promise<void> {
  const before = logLength(charge.place);
  let watchdog: ChildProcess | undefined;
  let starts = 0;
  return async () => {
    if (watchdog && watchdog.exitCode === null && watchdog.signalCode === null) return;
    if (starts === STARTS) throw failure(charge, before);
    if (starts > 0) await sleep(200);
    if (starts > 1) removeEmptyPidFile(charge.place.cluster);
    starts += 1;
    watchdog = startWatched(charge, await freePort());
  };
}

function failure({ place }: Charge, logBefore: number): Error {
  const complaints = complaintsSince(place, logBefore) || `see ${place.cluster}.log`;
  return new SayError(`The database in ${place.cluster} does not start: ${complaints}`);
}

/** Left by a full disk, or of a server in its first moment; Postgres gives up on it either way. */
function removeEmptyPidFile(cluster: string): void {
  const file = join(cluster, 'postmaster.pid');
  if (statSync(file, { throwIfNoEntry: false })?.size === 0) rmSync(file, { force: true });
}

/** A port nobody listens on now. Should another be quicker to take it, the start fails and is tried again. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
