import { setTimeout as sleep } from 'node:timers/promises';
import { SayError } from '../../kit/command.js';
import { findBinaries } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { findPlace } from './folders.js';
import { isFree, isLastUser, lockFor, takeHold, urlOf } from './hold.js';
import { isAlive } from './postmaster.js';
import { type HeldServer, holdServer } from './server.js';
import { adoptWatched, type Charge, LOCKS } from './watchdog.js';

/** Where to keep an embedded server, and how to run it. */
export interface ServerOptions {
  dataDir: string;
  /** Takes a line for the operator, now and then. */
  log(line: string): void;
  /** Also take the lock of which there is one per data folder. */
  service?: boolean;
  /** For tests: quicker, and a power cut may cost all data. */
  throwaway?: boolean;
  /** Where root moves what the account of Postgres cannot reach: /var/lib/vestnik. */
  systemFolder?: string;
}

/** An embedded server in use by this process. */
export interface OpenServer {
  pid: number;
  urlOf(database: string): string;
  /** Calls back, once, when the server is gone and does not come back. */
  onLost(callback: (why: string) => void): void;
  /** Ends our use; the last one to leave stops the server and waits until it is gone. */
  stop(): Promise<void>;
}

const LOOK_MS = 2000;
const RETURN_MS = 15_000;

/**
 * Finds or starts the embedded server of `dataDir` and uses it until `stop`. Should this process die instead, its
 * watchdog stops the server, unless others use it.
 * @throws a sentence for the operator.
 */
export async function openServer(options: ServerOptions): Promise<OpenServer> {
  try {
    return await open(options);
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).syscall) throw error;
    throw new SayError(`The database of ${options.dataDir} cannot be opened: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

async function open(options: ServerOptions): Promise<OpenServer> {
  const place = findPlace(options.dataDir, options.systemFolder);
  if (place.moved)
    options.log(`Postgres may not enter ${options.dataDir}: the database lives in ${place.cluster}.`);
  const { initdb, postgres } = findBinaries(place);
  const { throwaway = false } = options;
  await ensureCluster(place, initdb, throwaway);
  const charge = { place, postgres, throwaway };
  const held = await holdServer(charge, options.log);
  if (options.service && !(await lockFor(held.client, LOCKS.service))) {
    await leave(held);
    throw new SayError(
      `Vestnik already runs on this DATA_DIR (${options.dataDir}): stop it, or set another DATA_DIR and PORT.`,
    );
  }
  return use(held, charge, options.service === true);
}

function use(held: HeldServer, charge: Charge, service: boolean): OpenServer {
  const listeners: ((why: string) => void)[] = [];
  let stopped = false;
  let busy = Promise.resolve();
  const look = async () => {
    if (stopped || (await isCaredFor(held, charge)) || (await holdAgain(held, service))) return;
    stopped = true;
    clearInterval(timer);
    const why = `The database in ${charge.place.cluster} is gone: see ${charge.place.cluster}.log.`;
    for (const tell of listeners) tell(why);
  };
  const timer = setInterval(() => {
    busy = busy.then(look);
  }, LOOK_MS);
  timer.unref();
  return {
    pid: held.pid,
    urlOf: (database) => urlOf(held.address, database),
    onLost: (callback) => void listeners.push(callback),
    stop: async () => {
      clearInterval(timer);
      const wasStopped = stopped;
      stopped = true;
      await busy;
      if (!wasStopped) await leave(held);
    },
  };
}

/** Sees to it that the server has a watchdog. False when our connection is lost. */
async function isCaredFor({ client, pid, address }: HeldServer, charge: Charge): Promise<boolean> {
  try {
    if (await isFree(client, LOCKS.watch)) adoptWatched(charge, { pid, port: address.port });
    return true;
  } catch {
    return false;
  }
}

/** After a crash of one backend Postgres drops all connections and goes on: ours is taken up again. */
async function holdAgain(held: HeldServer, service: boolean): Promise<boolean> {
  await held.client.end().catch(() => undefined);
  for (let waited = 0; waited < RETURN_MS && isAlive(held.pid); waited += 200) {
    const attempt = await takeHold(held.address).catch(() => undefined);
    if (attempt?.kind === 'held') {
      held.client = attempt.client;
      return !service || lockFor(held.client, LOCKS.service);
    }
    await sleep(200);
  }
  return false;
}

async function leave({ client, pid }: HeldServer): Promise<void> {
  const last = await isLastUser(client).catch(() => false);
  if (last) await stopServer(pid);
  await client.end().catch(() => undefined);
}

/** Fast stop, then a hard one. */
async function stopServer(pid: number): Promise<void> {
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isAlive(pid); waited += 10) {
    if (waited === 8000) process.kill(pid, 'SIGQUIT');
    if (waited > 10_000) return;
    await sleep(10);
  }
}
