import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { addDeliverCommands } from '../../src/deliver/deliver.commands.js';
import type { Config } from '../../src/kit/config.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { draft, empty, FROM, later, MAIL, NOW, queue, silent } from './support.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(() => empty(db));

/** Runs a command with the mailbox for a relay and answers what it printed. */
async function vestnik(...words: string[]): Promise<string> {
  return vestnikIn({ smtpUrl: null, production: false }, ...words);
}

async function vestnikIn(given: Pick<Config, 'smtpUrl' | 'production'>, ...words: string[]): Promise<string> {
  const program = new Command();
  const config = {
    ...given,
    mailFrom: FROM,
    inDoubt: 'resend',
    mail: { ...MAIL, signing: { by: 'relay' } },
  } as unknown as Config;
  addDeliverCommands(program, (work) => work({ db, config, log: silent, secret: Buffer.alloc(32) }));
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await program.parseAsync(['node', 'vestnik', ...words]);
    return printed.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    printed.mockRestore();
  }
}

test('deliver sends what is due at --now and says how many', async () => {
  await queue(db, [draft(), draft({ dueAt: later(60) })]);
  const json = await vestnik('deliver', '--now', NOW.toISOString(), '--json');
  expect(JSON.parse(json)).toEqual({ sent: 1, failed: 0, retried: 0, inDoubt: 0, expired: 0 });
  expect(await vestnik('deliver', '--now', later(61).toISOString())).toMatch(/^sent: 1\nfailed: 0\n/);
});

test('in production another time than the present takes --yes: real people would be written to', async () => {
  const production = { smtpUrl: 'smtp://127.0.0.1:9', production: true };
  const words = ['deliver', '--now', NOW.toISOString(), '--json'];
  await expect(vestnikIn(production, ...words)).rejects.toThrow(/add --yes to mean it/);
  expect(JSON.parse(await vestnikIn(production, ...words, '--yes'))).toMatchObject({ sent: 0 });
});

test('outbox counts letters by state, and says so when there are none', async () => {
  expect(await vestnik('outbox')).toBe('The outbox is empty.\n');
  await queue(db, [draft(), draft()]);
  await db.query('update letter set doubt = 1 where id = (select id from letter limit 1)');
  expect(JSON.parse(await vestnik('outbox', '--json'))).toEqual([
    { state: 'ready', letters: 2, oldest: NOW.toISOString(), doubted: 1 },
  ]);
  expect(await vestnik('outbox')).toBe(
    'ready: 2, the oldest of 2026-11-24T09:00:00.000Z, 1 may have arrived twice\n',
  );
});
