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
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SayError } from '../../kit/command.js';
import { isRoot } from './account.js';
import { noBinaries } from './binaries.js';
import { CHARACTER_TYPES, initdbFlags, serverEnvironment } from './flags.js';
import type { Place } from './folders.js';
import { complaintsIn } from './log.js';
import { isAlive } from './postmaster.js';

const run = promisify(execFile);

interface Command {
  initdb: string;
  flags: string[];
}

/**
 * Makes the cluster of `place` unless it is there. It is made beside its place, password and all, and moved in
 * whole: a killed initdb leaves nothing that looks like a cluster, and of two first starts one simply comes second.
 * @throws a sentence when it cannot be made, or belongs to somebody else.
 */
export async function ensureCluster(place: Place, initdb: string, throwaway: boolean): Promise<void> {
  refuseForeign(place.cluster);
  sweep(place.folder);
  if (existsSync(join(place.cluster, 'PG_VERSION'))) return;
  const workshop = makeWorkshop(place);
  try {
    await makeCluster(workshop, place, { initdb, flags: throwaway ? ['--no-sync'] : [] });
    renameSync(join(workshop, 'secret'), join(workshop, 'pg', '.secret'));
    moveIn(join(workshop, 'pg'), place.cluster);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** The password of the cluster's only user. */
export const readPassword = (cluster: string): string =>
  readFileSync(join(cluster, '.secret'), 'utf8').trim();

function refuseForeign(cluster: string): void {
  const owner = statSync(cluster, { throwIfNoEntry: false })?.uid;
  if (owner === undefined || isRoot() || owner === process.getuid?.()) return;
  throw new SayError(
    `The database in ${cluster} belongs to another user (number ${owner}): run Vestnik as the user who made it ` +
      '(root, if root did), or set another DATA_DIR.',
  );
}

function makeWorkshop({ folder, account }: Place): string {
  const workshop = makeDraft(folder);
  mkdirSync(join(workshop, 'pg'), { mode: 0o700 });
  writeFileSync(join(workshop, 'secret'), `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  if (!account) return workshop;
  chmodSync(workshop, 0o711);
  for (const name of ['pg', 'secret']) chownSync(join(workshop, name), account.uid, account.gid);
  return workshop;
}

function makeDraft(folder: string): string {
  try {
    return mkdtempSync(join(folder, `pg.new-${process.pid}-`));
  } catch (error) {
    throw new SayError(`Nothing can be written to ${folder}: ${(error as Error).message}.`, { cause: error });
  }
}

async function makeCluster(workshop: string, place: Place, { initdb, flags }: Command): Promise<void> {
  for (const characterType of CHARACTER_TYPES) {
    const all = [...initdbFlags(join(workshop, 'pg'), join(workshop, 'secret'), characterType), ...flags];
    const complaint = await runInitdb({ initdb, flags: all }, place);
    if (complaint === undefined) return;
    if (complaint.includes('invalid locale name') && characterType !== CHARACTER_TYPES.at(-1)) continue;
    throw new SayError(`The database cannot be made in ${place.cluster}: ${complaint}`);
  }
}

/** Runs initdb and answers its complaint, or undefined when all went well. */
async function runInitdb({ initdb, flags }: Command, { account }: Place): Promise<string | undefined> {
  try {
    await run(initdb, flags, { ...account, cwd: '/', env: serverEnvironment() });
    return undefined;
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === 'ENOENT') throw noBinaries(error);
    if (code === 'EPERM' || code === 'EINVAL') throw noSwitch(error);
    return complaintsIn(stderr ?? '') || (error as Error).message;
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

/** Removes what killed first starts left behind; one that is still busy is let alone. */
function sweep(folder: string): void {
  try {
    const drafts = readdirSync(folder).filter((name) => isLeftBehind(join(folder, name)));
    for (const name of drafts) rmSync(join(folder, name), { recursive: true, force: true });
  } catch {
    // The initdb of a killed start may be writing still: the next start will find it at rest.
  }
}

function isLeftBehind(path: string): boolean {
  const pid = Number(/pg\.new-(\d+)-\w+$/.exec(path)?.[1]);
  return pid > 0 && (!isAlive(pid) || isOlderThanWe(path));
}

// In a container the process of yesterday had today's number.
const isOlderThanWe = (path: string): boolean =>
  path.includes(`pg.new-${process.pid}-`) && statSync(path).ctimeMs < performance.timeOrigin;
