import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { addDeliverCommands } from '../../src/deliver/deliver.commands.js';
import type { Config } from '../../src/kit/config.js';
import { buildSubscriber } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { draft, empty, FROM, later, MAIL, NOW, path, queue, silent } from './support.js';

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

test('outbox list filters letters by state, lane and age, without addresses; --json too', async () => {
  const old = draft({ to: 'anna@gmail.com' });
  await queue(db, [old]);
  await queue(db, [draft()], new Date());
  expect(await vestnik('outbox', 'list')).toMatch(
    /^\d+\/[0-9a-f-]{36}, digest on gmail: ready, queued .*\n.* on other/,
  );
  const lines = async (...words: string[]) => JSON.parse(await vestnik('outbox', 'list', '--json', ...words));
  expect(await lines('--older-than', '1h')).toMatchObject(NOW < new Date() ? [{ id: old.id }] : []);
  expect(await lines('--lane', 'gmail', '--state', 'ready')).toMatchObject([{ id: old.id, lane: 'gmail' }]);
  expect(await lines('--state', 'sent')).toEqual([]);
  expect(await vestnik('outbox', 'list', '--state', 'sent')).toBe('There is no such letter.\n');
  expect(await vestnik('outbox', 'list', '--json')).not.toContain('@');
});

test('outbox show tells what happened to a letter, and its text only when that is asked for', async () => {
  const letter = draft();
  await queue(db, [letter]);
  await vestnik('deliver', '--now', NOW.toISOString());
  const shown = await vestnik('outbox', 'show', letter.id);
  expect(shown).toMatch(
    /: sent, .*\n.* queued, .*\n.* ready → claimed, .*\n.* claimed → handoff, .*\n.* handoff → sent/,
  );
  expect(shown).not.toContain(letter.to);
  const told = JSON.parse(
    await vestnik('outbox', 'show', `${letter.subscriberId}/${letter.id}`, '--body', '--json'),
  );
  expect(told).toMatchObject({ state: 'sent', to: letter.to, text: letter.text });
  expect(told.events.map(({ to }: { to: string }) => to)).toEqual(['ready', 'claimed', 'handoff', 'sent']);
});

test('outbox retry makes a lost letter due again, outbox cancel takes a waiting one back; both are written down', async () => {
  const letter = draft({ expiresAt: later(-1) });
  await queue(db, [letter]);
  await vestnik('deliver', '--now', NOW.toISOString());
  expect(await vestnik('outbox', 'retry', letter.id)).toBe('It is due now.\n');
  expect(await vestnik('outbox', 'cancel', letter.id)).toBe('It will not be sent.\n');
  expect(await path(db, letter)).toBe('ready>expired>ready>cancelled');
  expect(JSON.parse(await vestnik('outbox', 'retry', letter.id, '--json'))).toMatchObject({ state: 'ready' });
  expect(JSON.parse(await vestnik('deliver', '--json'))).toMatchObject({ sent: 1 });
  await expect(vestnik('outbox', 'retry', letter.id)).rejects.toThrow(
    /^It is sent: only a letter that waits/,
  );
  await expect(vestnik('outbox', 'cancel', letter.id)).rejects.toThrow(
    /^It is sent: only a letter that has not/,
  );
});

test.each([
  [['list', '--state', 'gone'], /--state knows ready, claimed/],
  [['list', '--older-than', 'yesterday'], /such as 30m, 2h or 3d, not "yesterday"/],
  [['list', '--limit', '0'], /from 1 to 10000, not "0"/],
  [['show', '17'], /looks as `outbox list` prints it, not "17"/],
  [['cancel', '6f1c2d3e-0000-4000-8000-000000000000'], /There is no letter 6f1c2d3e/],
])('a mistake in outbox %j is answered with a sentence', (words, sentence) =>
  expect(vestnik('outbox', ...words)).rejects.toThrow(sentence),
);

test('a letter whose body is gone cannot be sent again', async () => {
  const letter = draft({ expiresAt: later(-1) });
  await queue(db, [letter]);
  await db.query('delete from letter_body');
  await expect(vestnik('outbox', 'retry', letter.id)).rejects.toThrow(/no longer kept/);
});

test('a lost digest is sent again only until its vacancies are free for the next one', async () => {
  const subscriberId = await buildSubscriber(db);
  const letter = draft({ subscriberId, expiresAt: later(-1) });
  await queue(db, [letter]);
  await db.query(
    `insert into digest (subscriber_id, id, kind, slot, made_at, found, market) values ($1, $2, 'slot', 's', $3, 1, '[]')`,
    [subscriberId, letter.digestId, NOW],
  );
  await expect(vestnik('outbox', 'retry', letter.id)).rejects.toThrow(/stand in the next digest/);
});
