import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { addBackupCommands } from '../../src/keep/backup/backup.commands.js';
import { addPersonCommands } from '../../src/keep/person.commands.js';
import type { Config } from '../../src/kit/config.js';
import { silent } from '../deliver/support.js';
import { empty, subscribed, tools } from '../subscribe/support.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

let database: TestDatabase;
let db: DataSource;
const folder = mkdtempSync(join(tmpdir(), 'vestnik-keep-'));
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => empty(db));

/** Runs a command and answers what it printed. */
async function vestnik(...words: string[]): Promise<string> {
  const program = new Command();
  const world = { db, config: {} as Config, log: silent, secret: tools.secret };
  addPersonCommands(program, (work) => work(world));
  addBackupCommands(program, (work) => work(world));
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await program.parseAsync(['node', 'vestnik', ...words]);
    return printed.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    printed.mockRestore();
  }
}

const people = async (): Promise<number> =>
  (await db.query('select count(*)::int as n from subscriber'))[0].n;

test('erase asks first, knows an address however it is spelt, and says what went', async () => {
  await subscribed(db);
  await expect(vestnik('erase', 'anna@example.org')).rejects.toThrow(
    'Erasing cannot be undone: add --yes to mean it.',
  );
  expect(await people()).toBe(1);
  expect(await vestnik('erase', 'Anna@EXAMPLE.org', '--yes')).toMatch(
    /is forgotten.*saved_search: 1.*Backups/s,
  );
  expect(await people()).toBe(0);
  expect(await vestnik('erase', 'anna@example.org')).toBe('Nothing is kept of anna@example.org.\n');
  await expect(vestnik('erase', 'anna')).rejects.toThrow(/is no email address/);
});

test('export prints JSON, and of nobody a sentence', async () => {
  await subscribed(db);
  expect(JSON.parse(await vestnik('export', 'anna@example.org'))).toMatchObject({
    addresses: [{ email: 'anna@example.org' }],
  });
  await expect(vestnik('export', 'petr@example.org')).rejects.toThrow('Nothing is kept of petr@example.org.');
});

test('backup writes a whole file that only its owner may read, and restore brings it back', async () => {
  await subscribed(db);
  const file = join(folder, 'whole.gz');
  const told = JSON.parse(await vestnik('backup', file, '--json'));
  expect(told).toMatchObject({ file, bytes: statSync(file).size });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await expect(vestnik('backup', file)).rejects.toThrow(/is there already/);
  await expect(vestnik('restore', file)).rejects.toThrow(/into an empty database only/);
  await empty(db);
  await db.query('delete from search');
  expect(await vestnik('restore', file)).toMatch(/rows of \d+ tables are back/);
  expect(await people()).toBe(1);
});

test('what the disk refuses is a sentence, and leaves nothing behind', async () => {
  await expect(vestnik('backup', join(folder, 'no/such/file'))).rejects.toThrow(
    /^There is no file or folder/,
  );
  await expect(vestnik('restore', join(folder, 'missing.gz'))).rejects.toThrow(/^There is no file or folder/);
  await expect(vestnik('restore', folder)).rejects.toThrow(/is a folder/);
  const damaged = join(folder, 'damaged.gz');
  writeFileSync(damaged, 'nothing of ours');
  await expect(vestnik('restore', damaged)).rejects.toThrow(/Nothing was changed/);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});
