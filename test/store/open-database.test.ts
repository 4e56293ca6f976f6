import { expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/open-database.js';
import { ask } from '../support/embedded.js';

const server = process.env.TEST_PG ?? '';

async function open(databaseUrl: string): Promise<{ embedded: boolean; lines: string[] }> {
  const lines: string[] = [];
  const database = await openDatabase({
    databaseUrl,
    dataDir: '/nowhere',
    role: 'service',
    log: (line) => void lines.push(line),
  });
  await database.stop();
  return { embedded: database.embedded, lines };
}

test('DATABASE_URL is used as it is, by any number of services, and DATA_DIR is let alone', async () => {
  expect(await open(server)).toEqual({ embedded: false, lines: [] });
  const options = {
    databaseUrl: server,
    dataDir: '/nowhere',
    role: 'service',
    log: () => undefined,
  } as const;
  const [one, other] = await Promise.all([openDatabase(options), openDatabase(options)]);
  expect(one.url).toBe(other.url);
});

test('a DATABASE_URL that does not answer is named without its password', async () => {
  const url = 'postgres://somebody:hidden@127.0.0.1:1/jobs';
  const opening = open(url);
  await expect(opening).rejects.toThrow(
    'The database of DATABASE_URL (127.0.0.1:1/jobs) cannot be used: connect ECONNREFUSED 127.0.0.1:1',
  );
  await expect(opening).rejects.not.toThrow('hidden');
});

test('a database that is not there, or a wrong password, is said in the words of Postgres', async () => {
  await expect(open(Object.assign(new URL(server), { pathname: '/absent' }).href)).rejects.toThrow(
    'database "absent" does not exist',
  );
  await expect(open(Object.assign(new URL(server), { password: 'wrong' }).href)).rejects.toThrow(
    'password authentication failed',
  );
});

test('a database that knows no Cyrillic letters is used with a warning, with pg_trgm and without', async () => {
  const name = `made_in_c_${process.pid}`;
  await ask(
    server,
    `create database ${name} template template0 locale_provider libc lc_collate 'C' lc_ctype 'C' encoding 'UTF8'`,
  );
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const warning = expect.stringContaining('knows no Cyrillic letters');
  expect((await open(url)).lines).toEqual([warning]);
  await ask(url, 'create extension pg_trgm');
  expect((await open(url)).lines).toEqual([warning]);
  await ask(server, `drop database ${name}`);
});
