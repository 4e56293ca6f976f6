import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SayError } from '../../kit/command.js';
import { type Account, canReach, serverAccount } from './account.js';

/** Where root keeps what the account of Postgres could not reach otherwise. */
export const SYSTEM_FOLDER = '/var/lib/vestnik';

/** Where a cluster lives, and who runs it. `account` undefined means: we ourselves. */
export interface Place {
  folder: string;
  cluster: string;
  account: Account | undefined;
  systemFolder: string;
  /** Whether it is elsewhere than the data folder says. */
  moved: boolean;
}

/**
 * Makes the data folder and finds the cluster in it. A folder that the account of Postgres cannot reach (a project
 * under /root) keeps its cluster in `systemFolder`, under a name made of the folder's own path.
 * @throws a sentence when the folder cannot be made or when others could tamper with it.
 */
export function findPlace(dataDir: string, systemFolder = SYSTEM_FOLDER): Place {
  const wanted = makeFolder(dataDir);
  const account = serverAccount(join(wanted, 'pg'));
  if (!account || canReach(wanted, account)) {
    return { folder: wanted, cluster: join(wanted, 'pg'), account, systemFolder, moved: false };
  }
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const folder = makeFolder(join(makeSystemFolder(systemFolder), name));
  const cluster = join(folder, 'pg');
  return { folder, cluster, account: serverAccount(cluster), systemFolder, moved: true };
}

/** The folder that belongs to root alone, made if need be. Never follows a link, never takes one made by others. */
export function makeSystemFolder(folder: string): string {
  const made = makeFolder(folder);
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) {
    throw new SayError(`${folder} must be a folder that belongs to root and that nobody else can write.`);
  }
  return made;
}

function makeFolder(folder: string): string {
  const path = resolve(folder);
  try {
    // Not 0700: with `recursive` that mode would close every parent made on the way to the server's account too.
    mkdirSync(path, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw new SayError(`The folder ${path} cannot be made: ${(error as Error).message}.`, { cause: error });
  }
  const real = realpathSync(path);
  refuseOpenFolders(real);
  return real;
}

/** Names inside our folder are known beforehand, so nobody else may be able to put a file or a link there first. */
function refuseOpenFolders(folder: string): void {
  if (process.platform === 'win32') return;
  let child: Stats | undefined;
  for (let path = folder; ; path = dirname(path)) {
    const found = lstatSync(path);
    if (isOpen(found) && !(isSticky(found) && child && isOurs(child))) {
      throw new SayError(
        `Every user of this machine can write to ${path}, so the database would not be safe in ${folder}: ` +
          `choose another DATA_DIR, or take that right away (chmod o-w ${path}).`,
      );
    }
    if (path === dirname(path)) return;
    child = found;
  }
}

const isOpen = (folder: Stats): boolean => (folder.mode & 0o002) !== 0;
const isSticky = (folder: Stats): boolean => (folder.mode & 0o1000) !== 0;
const isOurs = (folder: Stats): boolean => folder.uid === 0 || folder.uid === process.getuid?.();
