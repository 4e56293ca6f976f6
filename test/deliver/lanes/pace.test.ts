import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { LetterDraft } from '../../../src/deliver/enqueue.js';
import type { Gate, Mailer, Outcome, OutgoingLetter } from '../../../src/deliver/mailer.js';
import type { Log } from '../../../src/kit/log.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';
import { draft, empty, later, NOW, queue, silent, states, stepWith } from '../support.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(() => empty(db));

const none = { sent: 0, failed: 0, retried: 0, inDoubt: 0, expired: 0 };
const SENT: Outcome = { kind: 'sent', relayId: 'x', code: 250, enhanced: null };
const NO_ROAD: Outcome = { kind: 'link', code: null, enhanced: null, reason: 'connect ECONNREFUSED' };

/** A relay that answers as it is told, after `ms`, and remembers whom it was asked for and how many at once. */
class Told implements Mailer {
  readonly asked: string[] = [];
  most = 0;
  private now = 0;

  constructor(
    private readonly answer: (letter: OutgoingLetter, nth: number) => Outcome = () => SENT,
    private readonly ms = 0,
  ) {}

  async send(letter: OutgoingLetter, gate: Gate): Promise<Outcome> {
    this.asked.push(letter.to);
    const nth = this.asked.length;
    this.now += 1;
    this.most = Math.max(this.most, this.now);
    const outcome = this.answer(letter, nth);
    const passed = outcome.kind === 'link' || (await gate());
    await wait(this.ms);
    this.now -= 1;
    return passed ? outcome : { kind: 'withheld' };
  }

  close(): void {}
}

const many = (count: number, given: Partial<LetterDraft> = {}) =>
  Array.from({ length: count }, () => draft(given));
const gmail = (count: number) =>
  many(count).map((one) => ({ ...one, to: one.to.replace('mail.example', 'gmail.com') }));
const lanes = async () =>
  Object.fromEntries(
    (await db.query('select * from lane')).map((row: { name: string }) => [row.name, row]),
  ) as Record<string, Record<string, unknown>>;

describe('a lane is sent at its rate', () => {
  test('ten seconds’ worth at once, the rest as tokens come; two processes together no faster', async () => {
    await queue(db, [...many(26), ...gmail(20)]);
    const mailers = [new Told(), new Told()];
    const steps = mailers.map((mailer) => stepWith({ db, mailer, ratePerMinute: 120 }));
    const start = performance.now();
    const tallies = await Promise.all(steps.map((step) => step.run(NOW)));
    const took = performance.now() - start;
    expect(tallies.reduce((sum, { sent }) => sum + sent, 0)).toBe(46);
    // 20 at once on either lane; six more on one at two a second.
    expect(took).toBeGreaterThan(2400);
    expect(took).toBeLessThan(9000);
  });

  test('stopping does not wait for tokens', async () => {
    await queue(db, many(5));
    const mailer = new Told();
    const step = stepWith({ db, mailer, ratePerMinute: 6 });
    const run = step.run(NOW);
    await until(() => mailer.asked.length === 1);
    await wait(100);
    await step.stop();
    expect(await run).toEqual({ ...none, sent: 1 });
  });

  test('half as fast after "452 4.5.3 too many recipients", and only there', async () => {
    const slow = { kind: 'retry', code: 452, enhanced: '4.5.3', reason: '452 4.5.3 too many' } as const;
    await queue(db, [...many(4), ...gmail(4)]);
    const mailer = new Told(({ to }) => (to.endsWith('@gmail.com') ? slow : SENT));
    await stepWith({ db, mailer, ratePerMinute: 6000 }).run(NOW);
    const { gmail: slowed, other } = await lanes();
    expect(slowed?.pace).toBeGreaterThanOrEqual(0.5);
    expect(slowed?.pace).toBeLessThan(0.52);
    expect(other?.pace).toBe(1);
  });

  test('while warming up 200 on its first day; the others wait for tomorrow, confirm letters do not', async () => {
    await queue(db, many(203));
    const step = stepWith({ db, mailer: new Told(), ratePerMinute: 1_000_000, warmUp: true });
    expect(await step.run(NOW)).toEqual({ ...none, sent: 200 });
    await queue(db, many(1, { kind: 'confirm', priority: 0, digestId: null }));
    expect(await step.run(later(60))).toEqual({ ...none, sent: 1 });
    expect(await step.run(later(16 * 60))).toEqual({ ...none, sent: 3 });
    expect((await lanes()).other).toMatchObject({ warm_days: 1 });
  });
});

describe('what fails for the road and not for the letter', () => {
  test('rests the lane that it happens on; letters of other lanes go on, and no attempt is spent', async () => {
    const busy = { kind: 'link', code: 421, enhanced: '4.3.2', reason: '421 4.3.2 busy' } as const;
    await queue(db, [...many(20), ...gmail(20)]);
    const mailer = new Told(({ to }) => (to.endsWith('@gmail.com') ? busy : SENT));
    const { sent, retried } = await stepWith({ db, mailer }).run(NOW);
    expect(sent).toBe(20);
    expect(retried).toBeGreaterThanOrEqual(5);
    expect(retried).toBeLessThan(10);
    expect(await db.query('select count(*)::int as n from letter where attempt > 0')).toEqual([{ n: 20 }]);
    expect(await lanes()).toMatchObject({ gmail: { openings: 1 }, other: { openings: 0 } });
  });

  test('on all lanes is the relay’s: then one letter tries it, after 30 s, a minute, two', async () => {
    await queue(db, [...many(20), ...gmail(20)]);
    let up = false;
    const mailer = new Told(() => (up ? SENT : NO_ROAD));
    const step = stepWith({ db, mailer });
    await step.run(NOW);
    const first = mailer.asked.length;
    expect(first).toBeLessThan(10);
    await step.run(later(0.4));
    expect(mailer.asked).toHaveLength(first);
    await step.run(later(0.6));
    expect(mailer.asked).toHaveLength(first + 1);
    await step.run(later(1.5));
    expect(mailer.asked).toHaveLength(first + 1);
    up = true;
    expect(await step.run(later(1.7))).toEqual({ ...none, sent: expect.any(Number) });
    await step.run(later(5));
    expect(await states(db)).toEqual({ sent: 40 });
  });

  test('is told to the operator in one line when a login is refused; the person is not blamed', async () => {
    const refused = { kind: 'link', code: 535, enhanced: '5.7.8', reason: '535 5.7.8 bad login' } as const;
    const error = jest.fn();
    const log = { ...silent, error, warn: jest.fn(), debug: () => undefined } as unknown as Log;
    await queue(db, many(10));
    const mailer = new Told(() => refused);
    await stepWith({ db, mailer, log, connections: 1 }).run(NOW);
    expect(mailer.asked).toHaveLength(1);
    expect(error).toHaveBeenCalledTimes(1);
    expect(await states(db)).toEqual({ ready: 10 });
  });
});

describe('confirm and login letters', () => {
  const confirm = () => draft({ kind: 'confirm', priority: 0, digestId: null });

  test('go before digests of every lane, over a connection kept for them, beyond the rate', async () => {
    await queue(db, [...many(60), ...gmail(60)]);
    const mailer = new Told(() => SENT, 30);
    const step = stepWith({ db, mailer, ratePerMinute: 60 });
    const run = step.run(NOW);
    await until(() => mailer.asked.length >= 20);
    const [late] = [confirm()];
    await queue(db, [late]);
    const start = performance.now();
    await until(() => mailer.asked.includes(late.to));
    expect(performance.now() - start).toBeLessThan(3000);
    await step.stop();
    await run;
  });

  test('D15: are handed over within ten seconds behind 100,000 digests', async () => {
    const seed = draft();
    await queue(db, [seed]);
    await db.query(
      `insert into letter (subscriber_id, id, message_key, kind, lane, priority, created_at, due_at, expires_at)
       select 1000000 + n, gen_random_uuid(), 'k', 'digest', (array['gmail', 'other', 'mailru'])[1 + n % 3], 9,
         created_at, due_at - n * interval '1 millisecond', expires_at
       from letter, generate_series(1, 100000) n`,
    );
    await db.query(
      `insert into letter_body select l.subscriber_id, l.id, b.made_on, b.to_email, b.subject, b.headers, b.html, b.body_text
       from letter l, letter_body b where l.id <> b.letter_id`,
    );
    const mailer = new Told(() => SENT, 100);
    const step = stepWith({ db, mailer });
    const run = step.run(NOW);
    await until(() => mailer.asked.length > 5);
    const letter = confirm();
    await queue(db, [letter]);
    const start = performance.now();
    await until(() => mailer.asked.includes(letter.to));
    const took = performance.now() - start;
    await step.stop();
    await run;
    expect(took).toBeLessThan(10_000);
  }, 60_000);

  test('are first in their lane even over a single connection', async () => {
    const [digest, login] = [draft({ dueAt: later(-60) }), confirm()];
    await queue(db, [digest, login]);
    const mailer = new Told();
    await stepWith({ db, mailer, connections: 1 }).run(NOW);
    expect(mailer.asked).toEqual([login.to, digest.to]);
  });
});

test('several processes together use no more of a lane’s connections than there are, and share them', async () => {
  await queue(db, many(600));
  let [now, most] = [0, 0];
  const counting = (): Mailer & { sent: number } => ({
    sent: 0,
    async send(_, gate) {
      await gate();
      now += 1;
      most = Math.max(most, now);
      await wait(40);
      now -= 1;
      this.sent += 1;
      return SENT;
    },
    close: () => undefined,
  });
  const mailers = [counting(), counting(), counting()];
  await Promise.all(mailers.map((mailer) => stepWith({ db, mailer, connections: 6 }).run(NOW)));
  expect(await states(db)).toEqual({ sent: 600 });
  expect(most).toBeLessThanOrEqual(6);
  expect(mailers.filter(({ sent }) => sent > 0).length).toBeGreaterThan(1);
  expect((await lanes()).other?.holders).toEqual({});
});

test('what a process that was killed held of the connections is free at once, on the same machine', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const holders = { [`${hostname()}:${child.pid}:0abc`]: { slots: 5, until: later(0.15).toISOString() } };
  await db.query(`insert into lane (name, holders) values ('other', $1)`, [holders]);
  await queue(db, many(3));
  const start = performance.now();
  expect(await stepWith({ db, mailer: new Told() }).run(NOW)).toEqual({ ...none, sent: 3 });
  expect(performance.now() - start).toBeLessThan(5000);
});

test('letters that an older version queued on a lane of another name go too', async () => {
  await queue(db, many(3));
  await db.query(`update letter set lane = 'default'`);
  expect(await stepWith({ db, mailer: new Told() }).run(NOW)).toEqual({ ...none, sent: 3 });
});

test('what was done is counted by lane and hour, with how long answers took', async () => {
  const gone = { kind: 'refused', code: 550, enhanced: '5.1.1', reason: 'x' } as const;
  await queue(db, [...many(4), ...gmail(1)]);
  const mailer = new Told(({ to }) => (to.endsWith('@gmail.com') ? gone : SENT), 30);
  await stepWith({ db, mailer }).run(NOW);
  const rows = await db.query('select * from lane_hour order by lane');
  expect(rows).toMatchObject([
    { lane: 'gmail', hour: NOW, sent: 0, refused: 1 },
    { lane: 'other', hour: NOW, sent: 4, refused: 0, deferred: 0, link: 0, doubted: 0 },
  ]);
  expect(rows[1].reply_times.reduce((sum: number, n: number) => sum + n, 0)).toBe(4);
});
