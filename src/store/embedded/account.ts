import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The system account that runs Postgres. */
export interface Account {
  uid: number;
  gid: number;
}

/** Whether this process may do everything; Postgres itself refuses to. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Under which account Postgres has to run: undefined means our own. Root hands over to the owner of an existing
 * cluster, else to the first of vestnik, postgres and nobody that this system knows (initdb wants a known user).
 */
export function serverAccount(cluster: string): Account | undefined {
  if (!isRoot()) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : firstKnownAccount();
}

function firstKnownAccount(): Account {
  const known = new Map(readPasswd().map(([name, , uid, gid]) => [name, { uid: id(uid), gid: id(gid) }]));
  const name = ['vestnik', 'postgres', 'nobody'].find((each) => known.has(each));
  return known.get(name) ?? { uid: 65534, gid: 65534 };
}

function readPasswd(): string[][] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}

// macOS writes nobody as -2; the kernel wants it unsigned.
const id = (text: string | undefined): number => Number(text ?? 65534) >>> 0;

/** Whether `account` may pass through every existing folder down to `path` itself. */
export function canReach(path: string, account: Account): boolean {
  const place = resolve(path);
  const folder = statSync(place, { throwIfNoEntry: false });
  if (folder && !mayPass(folder, account)) return false;
  return place === dirname(place) || canReach(dirname(place), account);
}

function mayPass(folder: { mode: number; uid: number; gid: number }, account: Account): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
