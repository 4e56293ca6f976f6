import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { lostDigests } from '../../src/deliver/lost-digests.sql.js';
import { MailboxMailer } from '../../src/deliver/mailbox-mailer.js';
import { holdThroughNight } from '../../src/deliver/reap.sql.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { draft, empty, later, letterRow, NOW, queue, states, stepWith } from './support.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(() => empty(db));

const HOUR = 60;
/** Due at nine in the morning by its reader's clock, whose night is thirteen hours off. */
const quiet = { from: later(13 * HOUR), until: later(23 * HOUR) };
const step = () => stepWith({ db, mailer: new MailboxMailer() });

describe('a letter that could not leave by day', () => {
  test('is not sent at night, but in the morning; one that may come at night is', async () => {
    const lasts = { expiresAt: later(30 * HOUR) };
    const [sleeper, owl] = [draft({ quiet, ...lasts }), draft(lasts)];
    await queue(db, [sleeper, owl]);
    expect(await step().run(later(13 * HOUR))).toMatchObject({ sent: 1 });
    expect(await letterRow(db, sleeper)).toMatchObject({ state: 'ready', due_at: quiet.until });
    expect(await step().run(later(22.9 * HOUR))).toMatchObject({ sent: 0 });
    expect(await step().run(later(23 * HOUR))).toMatchObject({ sent: 1 });
  });

  test('expires in the night when it is worth nothing by morning, and frees its digest', async () => {
    const letter = draft({ quiet, expiresAt: later(20 * HOUR) });
    await queue(db, [letter]);
    expect(await step().run(later(14 * HOUR))).toMatchObject({ sent: 0, expired: 0 });
    expect(await step().run(later(20 * HOUR))).toMatchObject({ sent: 0, expired: 1 });
    expect(await lostDigests(db, [letter.subscriberId])).toHaveLength(1);
  });

  test('goes by day as any other', async () => {
    await queue(db, [draft({ quiet })]);
    expect(await step().run(later(12.9 * HOUR))).toMatchObject({ sent: 1 });
  });

  test('is put off with all of its city when the night begins, once', async () => {
    await queue(
      db,
      Array.from({ length: 50 }, () => draft({ quiet })),
    );
    expect(await holdThroughNight(db, NOW)).toBe(0);
    expect(await holdThroughNight(db, later(13 * HOUR))).toBe(50);
    expect(await holdThroughNight(db, later(13 * HOUR))).toBe(0);
    expect(await states(db)).toEqual({ ready: 50 });
  });
});
