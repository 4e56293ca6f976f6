import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A server that runs, or is starting (`port` undefined). */
export interface Postmaster {
  pid: number;
  port: number | undefined;
}

/** Whether the process exists; a zombie (killed, not yet reaped by a container's first process) counts as dead. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0] !== 'Z';
  } catch {
    return false;
  }
}

/**
 * The server of `cluster`, as its postmaster.pid names it. Undefined when there is none; a file that names a zombie
 * or a process that is no server of this cluster (numbers start over in a container) is removed, because Postgres
 * itself would stumble over it.
 */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const file = join(cluster, 'postmaster.pid');
  const content = read(file);
  if (content === undefined) return undefined;
  const [pid, , , port] = content.split('\n').map((line) => Number(line.trim()));
  if (pid && isAlive(pid) && isServerOf(pid, cluster)) return { pid, port: port || undefined };
  if (pid && read(file) === content) rmSync(file, { force: true });
  return undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** In doubt (its command line cannot be read, its folder was moved) the process is taken for the server. */
function isServerOf(pid: number, cluster: string): boolean {
  const [program, ...args] = commandLine(pid);
  if (program === undefined) return true;
  if (!basename(program).startsWith('postgres')) return false;
  const folder = args[args.indexOf('-D') + 1];
  const theirs = folder && statSync(folder, { throwIfNoEntry: false });
  return !theirs || isSame(theirs, statSync(cluster));
}

const isSame = (one: Stats, other: Stats): boolean => one.ino === other.ino && one.dev === other.dev;

function commandLine(pid: number): string[] {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .stdout.trim()
      .split(/\s+/);
  } catch {
    return [];
  }
}
