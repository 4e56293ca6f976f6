import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { canReach, isRoot } from '../../src/store/embedded/account.js';
import { openServer } from '../../src/store/embedded/open-server.js';
import {
  ask,
  cleanUp,
  copyDataDir,
  isServed,
  launchUser,
  makeDataDir,
  startUser,
  until,
} from '../support/embedded.js';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const NOBODY = { uid: 65534, gid: 65534 };
const folders: string[] = [];
let seed: string;

beforeAll(async () => {
  seed = makeDataDir();
  await (await startUser(seed)).leave();
});
afterEach(() => cleanUp(folders));
afterAll(() => cleanUp([seed]));

function newDataDir(): string {
  const folder = makeDataDir();
  folders.push(folder);
  return folder;
}

function usedDataDir(): string {
  const folder = copyDataDir(seed);
  folders.push(folder);
  return folder;
}

/** Says why a test cannot run here; true when it can. */
function can(condition: boolean, why: string): boolean {
  if (!condition) console.log(`skipped: ${why}`);
  return condition;
}

test('a first start that is killed while it makes the cluster leaves nothing in the way of the next', async () => {
  const dataDir = newDataDir();
  const killed = launchUser(dataDir);
  const drafts = () => readdirSync(dataDir).filter((name) => name.startsWith('pg.new-'));
  await until(() => drafts().some((name) => existsSync(join(dataDir, name, 'pg', 'PG_VERSION'))));
  await killed.kill();
  expect(drafts()).toHaveLength(1);
  expect(existsSync(join(dataDir, 'pg'))).toBe(false);

  const next = await startUser(dataDir);
  expect(next.said.error).toBeUndefined();
  await next.leave();
  await (await startUser(dataDir)).leave(); // the killed start's initdb may have been writing a while longer
  expect(drafts()).toEqual([]);
});

test('a second service on the same DATA_DIR is refused, a command is not', async () => {
  const dataDir = usedDataDir();
  const service = await startUser(dataDir, { role: 'service' });
  const second = await startUser(dataDir, { role: 'service' });
  expect(second.said.error).toBe(
    `Vestnik already runs on this DATA_DIR (${dataDir}): stop it, or set another DATA_DIR and PORT.`,
  );
  const command = await startUser(dataDir);
  expect(command.said.url).toBe(service.said.url);
  await command.leave();
  await service.leave();
  expect(isServed(dataDir)).toBe(false);
});

test('a postmaster.pid whose number now belongs to another program does not keep the server from starting', async () => {
  const dataDir = usedDataDir();
  const first = await startUser(dataDir);
  await first.leave();
  writeFileSync(
    join(dataDir, 'pg', 'postmaster.pid'),
    `${process.pid}\n${join(dataDir, 'pg')}\n1\n5432\n\n127.0.0.1\n`,
  );
  const second = await startUser(dataDir);
  expect(second.said.error).toBeUndefined();
  await second.leave();
});

test('the embedded server listens on this machine alone and knows Cyrillic letters', async () => {
  const dataDir = usedDataDir();
  const user = await startUser(dataDir);
  await ask(user.said.url, 'create extension pg_trgm');
  expect(
    await ask(
      user.said.url,
      `select current_setting('listen_addresses') as listens, current_setting('fsync') as fsync,
              similarity('программист', 'програмист') > 0.7 as similar, lower('ЁЖ') as lower`,
    ),
  ).toEqual([{ listens: '127.0.0.1', fsync: 'on', similar: true, lower: 'ёж' }]);
  const { port } = new URL(user.said.url!);
  await expect(ask(`postgres://vestnik:wrong@127.0.0.1:${port}/vestnik`, 'select 1')).rejects.toThrow(
    /password/,
  );
  await user.leave();
});

test('nobody but its account may read the cluster and its password, and that account is not root', async () => {
  const dataDir = newDataDir();
  const user = await startUser(dataDir);
  const [cluster, secret] = ['pg', 'pg/.secret'].map((name) => statSync(join(dataDir, name)));
  expect(cluster!.mode & 0o777).toBe(0o700);
  expect(secret!.mode & 0o777).toBe(0o600);
  expect(cluster!.uid).toBe(secret!.uid);
  expect(cluster!.uid).not.toBe(0);
  expect(readFileSync(join(dataDir, 'pg.log'), 'utf8')).not.toContain(new URL(user.said.url!).password);
  await user.leave();
});

test('an ordinary user can start it, and root then runs it under that user', async () => {
  if (
    !can(
      isRoot() && canReach(PROJECT, NOBODY),
      'only root, with the project in an open folder, can change users',
    )
  )
    return;
  const home = join(newDataDir(), 'home');
  mkdirSync(home);
  chownSync(home, NOBODY.uid, NOBODY.gid);
  const dataDir = join(home, 'data');
  const user = await startUser(dataDir, { account: NOBODY });
  expect(user.said.error).toBeUndefined();
  await user.leave();

  const root = await startUser(dataDir);
  expect(root.said.error).toBeUndefined();
  expect(statSync(join(dataDir, 'pg', 'postmaster.pid')).uid).toBe(NOBODY.uid);
  await root.leave();

  const again = await startUser(dataDir, { account: NOBODY });
  expect(again.said.error).toBeUndefined();
  await again.leave();
});

test('an ordinary user is told that root made the database', async () => {
  if (
    !can(
      isRoot() && canReach(PROJECT, NOBODY),
      'only root, with the project in an open folder, can change users',
    )
  )
    return;
  const dataDir = newDataDir();
  const root = await startUser(dataDir);
  const other = await startUser(dataDir, { account: { uid: 4242, gid: 4242 } });
  expect(other.said.error).toContain('belongs to another user');
  await root.leave();
});

test('root keeps the cluster elsewhere when the account of Postgres cannot reach the data folder', async () => {
  if (!can(isRoot(), 'only root hands over to another account')) return;
  const closed = newDataDir();
  const systemFolder = join(newDataDir(), 'system');
  chmodSync(closed, 0o700);
  const lines: string[] = [];
  const options = {
    dataDir: join(closed, 'data'),
    systemFolder,
    log: (line: string) => void lines.push(line),
  };
  const server = await openServer(options);
  expect(await ask(server.urlOf('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(lines.join()).toContain(`the database lives in ${systemFolder}`);
  expect(existsSync(join(closed, 'data', 'pg'))).toBe(false);
  await server.stop();
});

test('a system folder that others can write, or a link in its place, is refused', async () => {
  if (!can(isRoot(), 'only root hands over to another account')) return;
  const closed = newDataDir();
  const systemFolder = join(newDataDir(), 'system');
  chmodSync(closed, 0o700);
  mkdirSync(systemFolder);
  chmodSync(systemFolder, 0o777);
  const opening = openServer({ dataDir: join(closed, 'data'), systemFolder, log: () => undefined });
  await expect(opening).rejects.toThrow(
    /Every user of this machine can write to|must be a folder that belongs to root/,
  );
});

test('a data folder that every user can write is refused with the cure', async () => {
  const open = newDataDir();
  chmodSync(open, 0o777);
  const opening = openServer({ dataDir: join(open, 'data'), log: () => undefined });
  await expect(opening).rejects.toThrow(
    `Every user of this machine can write to ${open}, so the database would not be safe in ${join(open, 'data')}: ` +
      `choose another DATA_DIR, or take that right away (chmod o-w ${open}).`,
  );
});

test('a data folder that cannot be made is named', async () => {
  const dataDir = join(newDataDir(), 'file');
  writeFileSync(dataDir, '');
  const opening = openServer({ dataDir: join(dataDir, 'data'), log: () => undefined });
  await expect(opening).rejects.toThrow(`The folder ${join(dataDir, 'data')} cannot be made: ENOTDIR`);
});

test('a cluster that does not start says what Postgres complained of', async () => {
  const dataDir = usedDataDir();
  appendFileSync(join(dataDir, 'pg', 'postgresql.conf'), "work_mem = 'plenty'\n");
  const opening = openServer({ dataDir, log: () => undefined });
  await expect(opening).rejects.toThrow(/does not start: .*invalid value for parameter "work_mem": "plenty"/);
});

test('a data folder in which nothing can be written is named', async () => {
  if (!can(!isRoot() || canReach(PROJECT, NOBODY), 'root has the project in a closed folder')) return;
  const dataDir = newDataDir();
  chmodSync(dataDir, 0o555);
  const user = await startUser(dataDir, isRoot() ? { account: NOBODY } : {});
  expect(user.said.error).toContain(`Nothing can be written to ${dataDir}: EACCES`);
  chmodSync(dataDir, 0o755);
});
