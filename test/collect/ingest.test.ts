import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ingest } from '../../src/collect/ingest.js';
import type { RawPosting, ReadItem } from '../../src/collect/posting.js';
import { ensureSource } from '../../src/collect/source.sql.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { day, items, posting, take } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.query('truncate source, vacancy, cluster, employer, rate restart identity cascade');
  await db.query('alter sequence vacancy_seq restart');
});

interface Stored {
  externalId: string;
  title: string;
  seq: string;
  clusterId: string;
  employerId: number;
  placeIds: number[];
  payMonthRub: number | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
  closedAt: Date | null;
  closedReason: string | null;
  returnedAt: Date | null;
  lastClosedAt: Date | null;
}

const stored = () =>
  db.dataSource.getRepository('Vacancy').find({ order: { id: 'ASC' } }) as Promise<Stored[]>;
const only = async () => (await stored())[0]!;

describe('a first run', () => {
  test('adds, publishes and counts what it read', async () => {
    const counts = await take(db.dataSource, [posting('1'), posting('2')], { now: day(1) });
    expect(counts).toMatchObject({
      read: 2,
      added: 2,
      changed: 0,
      unchanged: 0,
      rejected: {},
      suspect: false,
    });
    expect(await stored()).toMatchObject([
      { externalId: '1', title: 'Повар 1', firstSeenAt: day(1), lastSeenAt: day(1), closedAt: null },
      { externalId: '2', title: 'Повар 2' },
    ]);
    expect((await stored()).map(({ seq }) => seq)).toEqual(['1', '2']);
    expect(await db.query('select read, added, finished_at, error from source_run')).toEqual([
      { read: 2, added: 2, finished_at: day(1), error: null },
    ]);
  });

  test('keeps where the work is done, and a change of that alone counts as one but tells nobody', async () => {
    const formatOf = async () => db.query('select work_format, seq from vacancy');
    await take(db.dataSource, [posting('1', { workFormat: ['ON_SITE', 'Разъездная'] })], { now: day(1) });
    expect(await formatOf()).toEqual([{ work_format: ['field', 'on-site'], seq: '1' }]);
    const counts = await take(db.dataSource, [posting('1', { workFormat: 'ON_SITE' })], { now: day(2) });
    expect(counts).toMatchObject({ changed: 1 });
    expect(await formatOf()).toEqual([{ work_format: ['on-site'], seq: '1' }]);
  });

  test('gives all spellings of an employer one row, and finds the words of every field', async () => {
    await take(
      db.dataSource,
      [posting('1'), posting('2', { employer: 'СТОЛОВАЯ, ооо', skills: ['Выпечка'] })],
      {
        now: day(1),
      },
    );
    expect(new Set((await stored()).map(({ employerId }) => employerId)).size).toBe(1);
    const found = await db.query(
      "select external_id from vacancy where document @@ 'выпечк:C & =повар:A'::tsquery",
    );
    expect(found).toEqual([{ external_id: '2' }]);
  });

  test('turns pay into roubles at the rate of the day or of the day before, and not at all without one', async () => {
    await db.query("insert into rate values ('USD', '2026-11-01', 80), ('USD', '2026-11-03', 90)");
    const pay = (currency: string) => ({ pay: { from: 1000, to: 2000, currency } });
    await take(
      db.dataSource,
      [posting('1', pay('USD')), posting('2', pay('EUR')), posting('3', pay('RUR'))],
      {
        now: day(2),
      },
    );
    const rows = await db.query(
      'select pay_from, pay_currency, pay_month_rub, pay_point_rub from vacancy order by id',
    );
    expect(rows).toEqual([
      { pay_from: '1000.00', pay_currency: 'USD', pay_month_rub: 160_000, pay_point_rub: 120_000 },
      { pay_from: '1000.00', pay_currency: 'EUR', pay_month_rub: null, pay_point_rub: null },
      { pay_from: '1000.00', pay_currency: 'RUB', pay_month_rub: 2_000, pay_point_rub: 1_500 },
    ]);
  });

  test('counts words that no dictionary has', async () => {
    const counts = await take(db.dataSource, [posting('1', { schedule: 'По лунным суткам' }), posting('2')], {
      now: day(1),
    });
    expect(counts.unmapped).toEqual({ 'schedule: по лунным суткам': 1 });
  });
});

describe('a second run', () => {
  test('of the same postings changes nothing but when they were last seen', async () => {
    await take(db.dataSource, [posting('1'), posting('2')], { now: day(1) });
    const before = await stored();
    const counts = await take(db.dataSource, [posting('1'), posting('2')], { now: day(2) });
    expect(counts).toMatchObject({ read: 2, added: 0, changed: 0, unchanged: 2 });
    expect(await stored()).toEqual(before.map((vacancy) => ({ ...vacancy, lastSeenAt: day(2) })));
  });

  test('updates in place what was edited, and keeps its number when only the text was', async () => {
    await take(db.dataSource, [posting('1')], { now: day(1) });
    const before = await only();
    const counts = await take(db.dataSource, [posting('1', { body: 'Готовить ужины.' })], { now: day(2) });
    expect(counts).toMatchObject({ added: 0, changed: 1, unchanged: 0 });
    expect(await only()).toMatchObject({
      body: 'Готовить ужины.',
      seq: before.seq,
      clusterId: before.clusterId,
    });
    expect(await db.query("select id from vacancy where document @@ 'ужин'::tsquery")).toHaveLength(1);
  });

  const edits: [string, Partial<RawPosting>, Partial<RawPosting>, boolean][] = [
    ['a new word in the title', {}, { title: 'Шеф-повар 1' }, true],
    ['another form of the title’s words', { title: 'Повар столовой' }, { title: 'ПОВАР — столовая' }, false],
    ['another city', {}, { places: 'Уфа' }, true],
    ['the same cities in another order', { places: ['Уфа', 'Казань'] }, { places: ['Казань', 'Уфа'] }, false],
    ['pay grown by a tenth', { pay: { from: 50_000 } }, { pay: { from: 55_000 } }, true],
    ['pay grown by less', { pay: { from: 50_000 } }, { pay: { from: 54_000 } }, false],
    ['lower pay', { pay: { from: 50_000 } }, { pay: { from: 40_000 } }, false],
    ['another employer', {}, { employer: 'Кафе' }, false],
  ];
  test.each(edits)('after an edit: %s', async (_, first, second, renewed) => {
    await take(db.dataSource, [posting('1', first)], { now: day(1) });
    await take(db.dataSource, [posting('1', second)], { now: day(2) });
    expect((await only()).seq).toBe(renewed ? '2' : '1');
  });
});

describe('an id that one feed has twice', () => {
  test('stores the last, counts it once, and a second run changes nothing', async () => {
    // More than a batch lies between the two.
    const many = Array.from({ length: 700 }, (_, i) => posting(`n${i}`, { body: 'Мыть.' }));
    const feed = [posting('1', { title: 'Первый' }), ...many, posting('1', { title: 'Последний' })];
    const first = await take(db.dataSource, feed, { now: day(1) });
    expect(first).toMatchObject({ read: 702, added: 701, changed: 0, repeated: 1 });
    expect((await only()).title).toBe('Последний');
    const before = await stored();
    const second = await take(db.dataSource, feed, { now: day(2) });
    expect(second).toMatchObject({ read: 702, added: 0, changed: 0, unchanged: 701, repeated: 1 });
    expect((await stored()).map(({ seq }) => seq)).toEqual(before.map(({ seq }) => seq));
  });

  test('counts as changed when the last one differs from what was stored and the first does not', async () => {
    await take(db.dataSource, [posting('1')], { now: day(1) });
    const many = Array.from({ length: 600 }, (_, i) => posting(`n${i}`));
    const feed = [posting('1'), ...many, posting('1', { title: 'Пекарь' })];
    const counts = await take(db.dataSource, feed, { now: day(2) });
    expect(counts).toMatchObject({ added: 600, changed: 1, unchanged: 0, repeated: 1 });
    expect((await only()).title).toBe('Пекарь');
  });
});

describe('what cannot be taken', () => {
  const broken = (n: number): ReadItem => ({
    kind: 'rejected',
    position: `line ${n}`,
    reason: 'broken-json',
    detail: `Line ${n} is not JSON.`,
    raw: `{"a\0${'ж'.repeat(50_000)}`,
  });

  test('is kept with place, reason and raw text of at most 64 KB, and counted by reason', async () => {
    const given = [posting('1'), broken(17), posting('3', { title: ' \u200b ' }), posting('4'), posting('5')];
    const counts = await take(db.dataSource, given, { now: day(1) });
    expect(counts).toMatchObject({ read: 5, added: 3, rejected: { 'broken-json': 1, 'no-title': 1 } });
    const rows = await db.query<{ position: string; reason: string; detail: string; bytes: number }>(
      'select position, reason, detail, octet_length(raw) as bytes from rejected_posting order by id',
    );
    expect(rows).toMatchObject([
      { position: 'line 17', reason: 'broken-json', detail: 'Line 17 is not JSON.' },
      { position: 'line 3', reason: 'no-title', detail: 'The posting has no title.' },
    ]);
    expect(rows[0]!.bytes).toBeGreaterThan(60_000);
    expect(rows[0]!.bytes).toBeLessThanOrEqual(65_536);
  });

  test('makes the run suspect beyond a fifth, and a suspect run closes nothing, even at once', async () => {
    await take(db.dataSource, [posting('1'), posting('2'), posting('3')], { now: day(1) });
    const run = { now: day(2), complete: true, closeNow: true };
    const counts = await take(db.dataSource, [posting('1'), posting('2'), broken(3)], run);
    expect(counts).toMatchObject({ closed: 0, suspect: true });
    expect(counts.held).toMatch(/^1 of 3 postings were rejected/);
    expect((await stored()).filter(({ closedAt }) => closedAt !== null)).toEqual([]);
  });

  test('a title of ten million letters is refused in a sentence', async () => {
    await take(db.dataSource, [posting('1', { title: 'ж'.repeat(10_000_000) })], { now: day(1) });
    const [row] = await db.query<{ reason: string; detail: string }>(
      'select reason, detail from rejected_posting',
    );
    expect(row).toEqual({
      reason: 'too-long',
      detail: 'The title has 10000000 characters; a title has at most 1000.',
    });
  });
});

describe('closing and returning', () => {
  const complete = (n: number) => ({ now: day(n), complete: true });

  test('a posting that two complete runs miss is closed and comes back as returned, not as new', async () => {
    await take(db.dataSource, [posting('1'), posting('2')], complete(1));
    expect(await take(db.dataSource, [posting('1')], complete(2))).toMatchObject({ closed: 0 });
    expect(await take(db.dataSource, [posting('1')], complete(3))).toMatchObject({ closed: 1 });
    const [, closed] = await stored();
    expect(closed).toMatchObject({ closedAt: day(3), closedReason: 'missing', seq: '2' });
    const counts = await take(db.dataSource, [posting('1'), posting('2')], complete(4));
    expect(counts).toMatchObject({ added: 0, changed: 0, unchanged: 1, returned: 1 });
    const [, returned] = await stored();
    expect(returned).toMatchObject({ closedAt: null, returnedAt: day(4), lastClosedAt: day(3), seq: '2' });
    expect(returned).toMatchObject({ firstSeenAt: day(1), missedRuns: 0 });
  });

  test('what was closed for 14 days is told anew when it returns', async () => {
    await take(db.dataSource, [posting('1'), posting('2')], complete(1));
    await take(db.dataSource, [posting('1')], { ...complete(2), closeNow: true });
    await take(db.dataSource, [posting('1'), posting('2')], complete(16));
    expect((await stored()).map(({ seq }) => seq)).toEqual(['1', '3']);
  });

  test('two runs played at one instant are still told apart', async () => {
    await take(db.dataSource, [posting('1'), posting('2')], complete(1));
    const counts = await take(db.dataSource, [posting('1')], { ...complete(1), closeNow: true });
    expect(counts.closed).toBe(1);
    expect((await stored()).map(({ closedReason }) => closedReason)).toEqual([null, 'missing']);
  });

  test('a run that is not complete closes nothing', async () => {
    await take(db.dataSource, [posting('1'), posting('2')], complete(1));
    for (const n of [2, 3, 4]) await take(db.dataSource, [posting('1')], { now: day(n) });
    expect((await stored()).map(({ closedAt }) => closedAt)).toEqual([null, null]);
  });

  test('a posting that its source offers until yesterday is stored as closed and stays so', async () => {
    const expired = posting('1', { expiresAt: '2026-11-01' });
    expect(await take(db.dataSource, [expired], { now: day(2) })).toMatchObject({ added: 1, expired: 1 });
    expect(await only()).toMatchObject({ closedAt: day(2), closedReason: 'expired' });
    const again = await take(db.dataSource, [expired], { now: day(3) });
    expect(again).toMatchObject({ unchanged: 1, returned: 0 });
    const prolonged = posting('1', { expiresAt: '2026-11-20' });
    expect(await take(db.dataSource, [prolonged], { now: day(4) })).toMatchObject({ returned: 1 });
    expect((await only()).closedAt).toBeNull();
  });
});

describe('a run that breaks off', () => {
  test('keeps and publishes what was read, writes its error down and closes nothing', async () => {
    await take(db.dataSource, [posting('0')], { now: day(1), complete: true });
    const source = await ensureSource(db.dataSource, { name: 'board', format: 'ndjson' }, day(2));
    async function* breaking() {
      yield* items(Array.from({ length: 600 }, (_, i) => posting(`n${i}`)));
      throw new Error('The line went dead.');
    }
    const run = { source, items: breaking(), now: day(2), complete: true, closeNow: true };
    await expect(ingest(db.dataSource, run)).rejects.toThrow('The line went dead.');
    expect(await db.query('select count(*)::int as n, count(seq)::int as published from vacancy')).toEqual([
      { n: 601, published: 601 },
    ]);
    const [last] = await db.query('select error, finished_at, read from source_run order by id desc limit 1');
    expect(last).toEqual({
      error: 'An unexpected fault ended the run: The line went dead.',
      finished_at: day(2),
      read: 600,
    });
    expect((await only()).closedAt).toBeNull();
  });
});

describe('two importers at once', () => {
  test('of one Source store every posting once', async () => {
    const feed = Array.from({ length: 600 }, (_, i) => posting(`n${i}`));
    const runs = await Promise.all(
      [feed, feed.toReversed()].map((given) => take(db.dataSource, given, { now: day(1) })),
    );
    expect(runs.reduce((sum, { added }) => sum + added, 0)).toBe(600);
    expect(runs.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(600);
    expect(await db.query('select count(*)::int as n, count(seq)::int as published from vacancy')).toEqual([
      { n: 600, published: 600 },
    ]);
  });
});
