import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { isAlive } from '../../src/store/embedded/postmaster.js';
import {
  ask,
  cleanUp,
  copyDataDir,
  isServed,
  makeDataDir,
  serverPid,
  startUser,
  until,
  watchdogPids,
} from '../support/embedded.js';

const folders: string[] = [];
let seed: string;

beforeAll(async () => {
  seed = makeDataDir();
  await (await startUser(seed)).leave();
});
afterEach(() => cleanUp(folders));
afterAll(() => cleanUp([seed]));

function usedDataDir(): string {
  const folder = copyDataDir(seed);
  folders.push(folder);
  return folder;
}

test('two first starts at the same moment share one server, which goes with the last of them', async () => {
  const dataDir = makeDataDir();
  folders.push(dataDir);
  const [one, other] = await Promise.all([startUser(dataDir), startUser(dataDir)]);
  expect(one.said.error ?? other.said.error).toBeUndefined();
  expect(one.said.url).toBe(other.said.url);
  const pid = serverPid(dataDir);

  await one.leave();
  expect(isAlive(pid)).toBe(true);
  await other.leave();
  expect(isAlive(pid)).toBe(false);
});

test('what one start wrote the next one finds', async () => {
  const dataDir = usedDataDir();
  const first = await startUser(dataDir);
  await ask(first.said.url, "create table note as select 'Ёлка' as text");
  await first.leave();

  const second = await startUser(dataDir);
  expect(await ask(second.said.url, 'select text from note')).toEqual([{ text: 'Ёлка' }]);
  await second.leave();
});

test('when the only process is killed the server is gone within three seconds', async () => {
  const dataDir = usedDataDir();
  const user = await startUser(dataDir);
  const pid = serverPid(dataDir);
  await user.kill();
  expect(await until(() => !isAlive(pid))).toBeLessThan(3000);
});

test('when the starter is killed the server goes on for a second process, until that is killed too', async () => {
  const dataDir = usedDataDir();
  const starter = await startUser(dataDir);
  const second = await startUser(dataDir);
  const pid = serverPid(dataDir);
  await starter.kill();
  await new Promise((resolve) => setTimeout(resolve, 1500)); // three looks of the watchdog
  expect(await ask(second.said.url, 'select 1 as one')).toEqual([{ one: 1 }]);

  await second.kill();
  expect(await until(() => !isAlive(pid))).toBeLessThan(3000);
});

test('when the starter, its watchdog and the server are killed at once the next start recovers', async () => {
  const dataDir = usedDataDir();
  const first = await startUser(dataDir);
  await ask(first.said.url, 'create table note as select 1 as n');
  for (const pid of [...watchdogPids(dataDir), serverPid(dataDir)]) process.kill(pid, 'SIGKILL');
  await first.kill();

  const second = await startUser(dataDir);
  expect(second.said.error).toBeUndefined();
  expect(await ask(second.said.url, 'select n from note')).toEqual([{ n: 1 }]);
  await second.leave();
});

test('a server that loses its watchdog gets another one', async () => {
  const dataDir = usedDataDir();
  const user = await startUser(dataDir);
  const [lost] = watchdogPids(dataDir);
  process.kill(lost!, 'SIGKILL');
  await until(() => watchdogPids(dataDir).some((pid) => pid !== lost && isAlive(pid)));
  await until(async () => (await watchdogLocks(user.said.url)) === 1);

  const pid = serverPid(dataDir);
  await user.kill();
  expect(await until(() => !isAlive(pid))).toBeLessThan(3000);
});

test('an orphan without a watchdog is adopted, and goes with the process that adopted it', async () => {
  const dataDir = usedDataDir();
  const first = await startUser(dataDir);
  const pid = serverPid(dataDir);
  for (const watchdog of watchdogPids(dataDir)) process.kill(watchdog, 'SIGKILL');
  await first.kill();
  expect(isServed(dataDir)).toBe(true);

  const second = await startUser(dataDir);
  expect(serverPid(dataDir)).toBe(pid);
  await until(async () => (await watchdogLocks(second.said.url)) === 1);
  await second.kill();
  expect(await until(() => !isAlive(pid))).toBeLessThan(3000);
});

test('a killed server that its stopped watchdog has not reaped does not keep the next from starting', async () => {
  const dataDir = usedDataDir();
  const first = await startUser(dataDir);
  const [watchdog] = watchdogPids(dataDir);
  process.kill(watchdog!, 'SIGSTOP');
  process.kill(serverPid(dataDir), 'SIGKILL');
  await first.kill();

  const second = await startUser(dataDir);
  process.kill(watchdog!, 'SIGKILL');
  expect(second.said.error).toBeUndefined();
  await second.leave();
});

test('a start has one watchdog, and no other joins it', async () => {
  const dataDir = usedDataDir();
  const users = await Promise.all([startUser(dataDir), startUser(dataDir)]);
  await new Promise((resolve) => setTimeout(resolve, 2500)); // past the first look of both
  expect(watchdogPids(dataDir)).toHaveLength(1);
  for (const user of users) await user.leave();
});

test('a user survives a crash of the server’s backends, and hears of a server that is gone for good', async () => {
  const dataDir = usedDataDir();
  const user = await startUser(dataDir);
  const [backend] = await ask<{ pid: number }>(
    user.said.url,
    "select pid from pg_stat_activity where application_name = 'vestnik hold'",
  );
  process.kill(backend!.pid, 'SIGKILL');
  await until(async () => (await holds(user.said.url).catch(() => 0)) === 1);
  expect(user.said.lost).toBeUndefined();

  process.kill(serverPid(dataDir), 'SIGKILL');
  await until(() => user.said.lost !== undefined);
  expect(user.said.lost).toContain(`The database in ${dataDir}/pg is gone`);
});

const watchdogLocks = (url: string | undefined): Promise<number> => count(url, 'vestnik watchdog');
const holds = (url: string | undefined): Promise<number> => count(url, 'vestnik hold');

async function count(url: string | undefined, name: string): Promise<number> {
  const rows = await ask<{ n: number }>(
    url,
    `select count(*)::int as n from pg_stat_activity a join pg_locks l using (pid)
      where l.locktype = 'advisory' and a.application_name = '${name}'`,
  );
  return rows[0]!.n;
}
