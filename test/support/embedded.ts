import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { isAlive } from '../../src/store/embedded/postmaster.js';

const LOADER = fileURLToPath(new URL('./typescript.mjs', import.meta.url));
const USER = fileURLToPath(new URL('./database-user.ts', import.meta.url));

/** What a database user has said so far, all its lines put together. */
export interface Said {
  url?: string;
  error?: string;
  lost?: string;
  line?: string;
}

/** A process that uses a database. */
export interface DatabaseUser {
  process: ChildProcess;
  said: Said;
  /** Ends its use and waits for its end. */
  leave(): Promise<void>;
  kill(): Promise<void>;
}

const started: ChildProcess[] = [];

/** Starts a process that opens the database of `dataDir`, and waits until it says how that went. */
export async function startUser(
  dataDir: string,
  how: { role?: 'service' | 'command'; account?: { uid: number; gid: number } } = {},
): Promise<DatabaseUser> {
  const user = launchUser(dataDir, how);
  await until(() => user.said.url !== undefined || user.said.error !== undefined);
  return user;
}

/** The same, not waited for. */
export function launchUser(
  dataDir: string,
  {
    role = 'command',
    account,
  }: { role?: 'service' | 'command'; account?: { uid: number; gid: number } } = {},
): DatabaseUser {
  const child = spawn(process.execPath, ['--import', LOADER, USER, JSON.stringify({ dataDir, role })], {
    ...account,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  const said: Said = {};
  createInterface(child.stdout!).on('line', (line) => void Object.assign(said, JSON.parse(line)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    process: child,
    said,
    leave: async () => {
      child.stdin!.end();
      await ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A new data folder that any account can enter. */
export function makeDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), `vestnik-test-${process.pid}-`));
  chmodSync(folder, 0o711);
  return folder;
}

/** A copy of the data folder `made`, whose server must be at rest: much quicker than a first start. */
export function copyDataDir(made: string): string {
  const folder = makeDataDir();
  execFileSync('cp', ['-a', join(made, 'pg'), folder]); // fs.cpSync would not keep the owner
  return folder;
}

/** Ends every process that was started, waits for the server of each folder to be gone, and removes the folders. */
export async function cleanUp(folders: string[]): Promise<void> {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) {
    await until(() => !isServed(folder), 15_000);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until `holds`, looking every 20 ms; answers after how many milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<number> {
  const begun = performance.now();
  while (!(await holds())) {
    if (performance.now() - begun > withinMs)
      throw new Error(`It did not come true within ${withinMs} ms: ${holds}`);
    await sleep(20);
  }
  return performance.now() - begun;
}

/** The process id of the server of a data folder, 0 where there is none. */
export const serverPid = (dataDir: string): number => {
  try {
    return Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return 0;
  }
};

/** Whether a server runs on a data folder. */
export const isServed = (dataDir: string): boolean => serverPid(dataDir) > 0 && isAlive(serverPid(dataDir));

/** The watchdogs of a data folder (Linux). */
export const watchdogPids = (dataDir: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes('pg-watchdog.mjs') && commandLine(pid).includes(dataDir))
    .map(Number);

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Asks one question of a database. */
export async function ask<T extends pg.QueryResultRow>(url: string | undefined, sql: string): Promise<T[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}
