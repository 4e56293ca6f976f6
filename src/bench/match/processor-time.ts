import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { type Taken, taken } from '../measure.js';

/** What work took: our own process with its threads, and Postgres beside it; in CPU seconds. */
export interface Spent extends Taken {
  /** Wall time where the server's processes cannot be seen: no Linux, or another machine. */
  postgres: number;
}

/** Runs the work on one connection and says what it took here and in the one process that serves it. */
export async function spentOn<T>(client: pg.Client, work: () => Promise<T>): Promise<Spent & { result: T }> {
  const { rows } = await client.query('select pg_backend_pid() as pid');
  return spent(() => ticksOf(rows[0].pid)?.own ?? null, work);
}

/** Runs the work and says what it took here and in all processes of the server, the finished ones too. */
export async function spentWith<T>(db: DataSource, work: () => Promise<T>): Promise<Spent & { result: T }> {
  const [{ pid }] = await db.query('select pg_backend_pid() as pid');
  const postmaster = ticksOf(pid)?.parent ?? null;
  return spent(() => (postmaster === null ? null : serverTicks(postmaster)), work);
}

/** Whether the server's processes can be seen from here. */
export async function seesServer(db: DataSource): Promise<boolean> {
  const [{ pid }] = await db.query('select pg_backend_pid() as pid');
  return ticksOf(pid) !== null;
}

// Linux tells programs hundredths of a second whatever its kernel counts in.
const TICKS_A_SECOND = 100;

async function spent<T>(ticks: () => number | null, work: () => Promise<T>): Promise<Spent & { result: T }> {
  const before = ticks();
  const done = await taken(work);
  const after = ticks();
  const postgres = before === null || after === null ? done.wall : (after - before) / TICKS_A_SECOND;
  return { ...done, postgres };
}

/** Of the postmaster: its own, its finished children's, its living children's. */
function serverTicks(postmaster: number): number {
  const processes = readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? (ticksOf(Number(name)) ?? []) : [],
  );
  return processes.reduce((sum, { pid, parent, own, children }) => {
    if (pid === postmaster) return sum + own + children;
    return parent === postmaster ? sum + own : sum;
  }, 0);
}

interface Ticks {
  pid: number;
  parent: number;
  own: number;
  children: number;
}

/** proc(5): after the name in brackets stand state, parent, … utime, stime, cutime, cstime. */
function ticksOf(pid: number): Ticks | null {
  const stat = readProc(`${pid}/stat`);
  if (stat === null || !stat.includes('(postgres)')) return null;
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return { pid, parent: fields[1]!, own: fields[11]! + fields[12]!, children: fields[13]! + fields[14]! };
}

/** Gives back what nobody uses any more, so that the next work is charged with its own memory. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Runs the work and says the most memory that this process held meanwhile, in MB (Linux; elsewhere ever). */
export async function peakRss<T>(work: () => Promise<T>): Promise<{ result: T; rssMb: number }> {
  try {
    // 5 forgets the highest resident size so far: proc(5), clear_refs.
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not there: what is told is the most that it ever was.
  }
  const result = await work();
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(readProc('self/status') ?? '')?.[1];
  return { result, rssMb: Math.round(Number(peak ?? process.resourceUsage().maxRSS) / 1024) };
}

function readProc(file: string): string | null {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return null;
  }
}
