import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { ensureBodyPartition } from '../../src/deliver/body-partition.js';
import { readLetter, readMailbox } from '../../src/deliver/mailbox.js';
import { MailboxMailer } from '../../src/deliver/mailbox-mailer.js';
import { dropBodies } from '../../src/deliver/retention.sql.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { draft, empty, later, NOW, path, queue, states, stepWith } from './support.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(() => empty(db));

const DAY = 24 * 60;
const partitions = async (): Promise<string[]> => {
  const rows = await db.query<{ name: string }[]>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'letter_body'::regclass order by 1`,
  );
  return rows.map(({ name }) => name);
};

test('a letter queued twice is there once, and the second time counts nothing', async () => {
  const [first, second] = [draft(), draft()];
  expect(await queue(db, [first])).toBe(1);
  expect(await queue(db, [{ ...first, id: second.id, subject: 'another' }, second])).toBe(1);
  expect(await states(db)).toEqual({ ready: 2 });
  expect((await readLetter(db, first.subscriberId, first.id))?.subject).toBe(first.subject);
  expect(await path(db, first)).toBe('ready');
  expect(await queue(db, [])).toBe(0);
});

test('1,000 letters are queued in batches, each with its own body', async () => {
  const letters = Array.from({ length: 1000 }, () => draft());
  expect(await queue(db, letters)).toBe(1000);
  const last = letters.at(-1)!;
  expect(await readLetter(db, last.subscriberId, last.id)).toMatchObject({
    html: last.html,
    text: last.text,
  });
});

test('an undone transaction leaves no letter behind', async () => {
  const undone = db.transaction(async (tx) => {
    const { enqueue } = await import('../../src/deliver/enqueue.js');
    await enqueue(tx, [draft()], NOW);
    throw new Error('changed my mind');
  });
  await expect(undone).rejects.toThrow('changed my mind');
  expect(await states(db)).toEqual({});
});

test.each(['Bcc', 'to', 'Message-ID', 'Content-Type', 'X:Y', 'X-A\r\nBcc'])(
  'a header %j of its own is refused at once: only a bug can bring it',
  (name) =>
    expect(queue(db, [draft({ headers: { [name]: 'x' } })])).rejects.toThrow(/may not bring a header/),
);

test('many transactions on a new day make its partition once, and none waits for ever', async () => {
  const day = new Date('2027-01-31T23:59:59Z');
  const letters = Array.from({ length: 8 }, () => draft({ dueAt: day, expiresAt: later(60, day) }));
  const queued = await Promise.all(letters.map((letter) => queue(db, [letter], day)));
  expect(queued).toEqual(letters.map(() => 1));
  expect(await partitions()).toContain('letter_body_20270131');
});

test('old bodies go with their day; younger ones and the letters themselves stay', async () => {
  const old = draft();
  await queue(db, [old]);
  const young = draft();
  await queue(db, [young], later(2 * DAY));
  await db.transaction((tx) => ensureBodyPartition(tx, later(8 * DAY)));
  expect(await dropBodies(db, NOW)).toBe(0);
  expect(await dropBodies(db, later(DAY))).toBe(1);
  expect(await readLetter(db, old.subscriberId, old.id)).toBeNull();
  expect(await readLetter(db, young.subscriberId, young.id)).not.toBeNull();
  expect(await states(db)).toEqual({ ready: 2 });
});

test('the mailbox lists letters newest first, 20 a page, and opens one with both parts and its headers', async () => {
  const letters = Array.from({ length: 25 }, () => draft());
  for (const [n, letter] of letters.entries()) await queue(db, [letter], later(n));
  await stepWith({ db, mailer: new MailboxMailer() }).run(later(60));
  const first = await readMailbox(db, { page: 1 });
  expect(first).toMatchObject({ page: 1, pages: 2, total: 25 });
  expect(first.letters).toHaveLength(20);
  const newest = letters.at(-1)!;
  expect(first.letters[0]).toMatchObject({
    id: newest.id,
    subject: newest.subject,
    to: newest.to,
    state: 'sent',
  });
  expect(first.letters[0]?.sentAt).toBeInstanceOf(Date);
  expect((await readMailbox(db, { page: 99 })).letters.at(-1)?.id).toBe(letters[0]!.id);
  expect((await readMailbox(db, { page: Number.NaN })).page).toBe(1);
  expect(await readLetter(db, newest.subscriberId, newest.id)).toMatchObject({
    html: newest.html,
    text: newest.text,
    headers: newest.headers,
    kind: 'digest',
  });
  expect(await readLetter(db, '1', newest.id)).toBeNull();
  expect(await readLetter(db, "1'", 'not-a-uuid')).toBeNull();
});
