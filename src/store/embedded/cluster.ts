import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SayError } from '../../kit/command.js';
import { type Binaries, noBinaries } from './binaries.js';
import { CHARACTER_TYPES, initdbFlags, serverEnvironment } from './flags.js';
import type { Place } from './folders.js';
import { isAlive } from './postmaster.js';

const run = promisify(execFile);

/**
 * Makes the cluster of `place` unless it is there. It is made beside its place, password and all, and moved in
 * whole: a killed initdb leaves nothing that looks like a cluster, and of two first starts one simply comes second.
 */
export async function ensureCluster(place: Place, initdb: Binaries['initdb']): Promise<void> {
  if (existsSync(join(place.cluster, 'PG_VERSION'))) return;
  sweep(place.folder);
  const workshop = makeWorkshop(place);
  try {
    await makeCluster(workshop, place, initdb);
    renameSync(join(workshop, 'secret'), join(workshop, 'pg', '.secret'));
    moveIn(join(workshop, 'pg'), place.cluster);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** The password of the cluster's only user. @throws a sentence when the cluster belongs to somebody else. */
export function readPassword(cluster: string): string {
  try {
    return readFileSync(join(cluster, '.secret'), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new SayError(
      `The database in ${cluster} belongs to another user, ${userInfo().username} may not read it: run Vestnik as ` +
        'the user who made it (root, if it was made by root), or set another DATA_DIR.',
      { cause: error },
    );
  }
}

function makeWorkshop({ folder, account }: Place): string {
  const workshop = mkdtempSync(join(folder, `pg.new-${process.pid}-`));
  mkdirSync(join(workshop, 'pg'), { mode: 0o700 });
  writeFileSync(join(workshop, 'secret'), `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  if (!account) return workshop;
  chmodSync(workshop, 0o711);
  for (const name of ['pg', 'secret']) chownSync(join(workshop, name), account.uid, account.gid);
  return workshop;
}

async function makeCluster(workshop: string, place: Place, initdb: string): Promise<void> {
  for (const characterType of CHARACTER_TYPES) {
    const flags = initdbFlags(join(workshop, 'pg'), join(workshop, 'secret'), characterType);
    const complaint = await runInitdb(initdb, flags, place);
    if (complaint === undefined) return;
    if (complaint.includes('invalid locale name') && characterType !== CHARACTER_TYPES.at(-1)) continue;
    throw new SayError(`The database cannot be made in ${place.cluster}: ${complaint}`);
  }
}

/** Runs initdb and answers its complaint, or undefined when all went well. */
async function runInitdb(initdb: string, flags: string[], { account }: Place): Promise<string | undefined> {
  try {
    await run(initdb, flags, { ...account, cwd: '/', env: serverEnvironment() });
    return undefined;
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === 'ENOENT') throw noBinaries(error);
    if (code === 'EPERM' || code === 'EINVAL') throw noSwitch(error);
    const complaints = stderr?.match(/^.*?(?:error|FATAL|PANIC|could not).*$/gim);
    return complaints?.join('; ') ?? (error as Error).message;
  }
}

const noSwitch = (cause: unknown): Error =>
  new SayError(
    'Postgres refuses to run as root, and this system does not let root become another user: start Vestnik as an ' +
      'ordinary user, or set DATABASE_URL.',
    { cause },
  );

function moveIn(made: string, cluster: string): void {
  try {
    renameSync(made, cluster);
  } catch (error) {
    if (existsSync(join(cluster, 'PG_VERSION'))) return; // another start was quicker: its cluster is as good
    throw new SayError(
      `The folder ${cluster} is not empty, yet holds no database: move it away or set another DATA_DIR.`,
      { cause: error },
    );
  }
}

/** Removes what a killed first start left behind; a start that is still busy is let alone. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(/^pg\.new-(\d+)-/.exec(name)?.[1]);
    const path = join(folder, name);
    if (pid && (!isAlive(pid) || isOlderThanWe(path))) rmSync(path, { recursive: true, force: true });
  }
}

// In a container the process of yesterday had today's number.
const isOlderThanWe = (path: string): boolean =>
  path.includes(`pg.new-${process.pid}-`) && statSync(path).ctimeMs < performance.timeOrigin;
