import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Closing, closeMissing } from '../../../src/collect/closing/close-missing.js';
import { closeStale } from '../../../src/collect/closing/close-stale.js';
import { buildSource, buildVacancy } from '../../support/build.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

let db: TestDatabase;
let source: number;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.query('truncate vacancy, source_run cascade');
  source = await buildSource(db.dataSource);
});

const day = (n: number, hour = 9) =>
  new Date(`2026-11-${String(n).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`);

describe('what a complete run did not bring', () => {
  test('is closed when two runs in a row missed it, at the time of the second', async () => {
    const [kept, gone] = await buildTwo();
    expect(await run({ at: day(2), saw: [kept] })).toEqual({ closed: 0, held: null });
    expect(await openIds()).toEqual([kept, gone]);
    expect(await run({ at: day(3), saw: [kept] })).toEqual({ closed: 1, held: null });
    expect(await db.query('select id, closed_at, closed_reason from vacancy order by id')).toEqual([
      { id: kept, closed_at: null, closed_reason: null },
      { id: gone, closed_at: day(3), closed_reason: 'missing' },
    ]);
  });

  test('starts from the beginning when any run saw it in between', async () => {
    const [kept, gone] = await buildTwo();
    await run({ at: day(2), saw: [kept] });
    await run({ at: day(3), saw: [kept, gone] });
    expect(await run({ at: day(4), saw: [kept] })).toEqual({ closed: 0, held: null });
    expect(await openIds()).toEqual([kept, gone]);
  });

  test('is closed at once when the operator says so, whatever the guard thinks', async () => {
    const [, gone] = await buildTwo();
    await run({ at: day(2), saw: [gone], read: 100 });
    expect(await run({ at: day(3), saw: [gone], read: 1, closeNow: true })).toEqual({
      closed: 1,
      held: null,
    });
    expect(await openIds()).toEqual([gone]);
  });

  test('of another source, or closed before, is left alone', async () => {
    const other = await buildVacancy(db.dataSource, { sourceId: await buildSource(db.dataSource) });
    const before = await buildVacancy(db.dataSource, { sourceId: source, closedAt: day(1) });
    await run({ at: day(2), saw: [] });
    expect(await run({ at: day(3), saw: [], closeNow: true })).toEqual({ closed: 0, held: null });
    const rows = await db.query<{ id: string; closed_at: Date | null }>('select id, closed_at from vacancy');
    expect(rows.find(({ id }) => id === other.id)?.closed_at).toBeNull();
    expect(rows.find(({ id }) => id === before.id)?.closed_at).toEqual(day(1));
  });

  test('is written to the run: how many were closed', async () => {
    await buildTwo();
    await run({ at: day(2), saw: [], closeNow: true });
    expect(await db.query('select closed, suspect from source_run')).toEqual([{ closed: 2, suspect: false }]);
  });
});

describe('the guard', () => {
  test('closes nothing, and says why, when a run brought less than half of the usual', async () => {
    const [kept, gone] = await buildTwo();
    for (const [i, read] of [122, 120, 130].entries()) await run({ at: day(2 + i), saw: [kept, gone], read });
    for (const at of [day(6), day(7), day(8)]) {
      expect(await run({ at, saw: [kept], read: 24 })).toEqual({
        closed: 0,
        held: expect.stringContaining('brought 24 postings where 122 are usual'),
      });
    }
    expect(await openIds()).toEqual([kept, gone]);
    expect(await db.query('select suspect from source_run order by id')).toEqual(
      [false, false, false, true, true, true].map((suspect) => ({ suspect })),
    );
  });

  test('measures by the median of the last ten healthy runs, and not by suspect, failed or unfinished ones', async () => {
    await buildTwo();
    for (let i = 0; i < 5; i++) await run({ at: day(1 + i), saw: [], read: 1000 });
    for (let i = 0; i < 10; i++) await run({ at: day(6 + i), saw: [], read: 510 });
    await openRun({ at: day(17), read: 1_000_000, suspect: true });
    await openRun({ at: day(18), read: 1_000_000, error: 'broken off' });
    await openRun({ at: day(19), read: 1_000_000, finished: false });
    expect((await run({ at: day(20), saw: [], read: 255 })).held).toBeNull();
    expect((await run({ at: day(21), saw: [], read: 254 })).held).toContain('where 510 are usual');
  });

  test('closes nothing when a run brought nothing at all, whatever is usual', async () => {
    const [kept, gone] = await buildTwo();
    for (const at of [day(2), day(3), day(4)]) {
      expect(await run({ at, saw: [], read: 0 })).toEqual({
        closed: 0,
        held: 'The run brought no posting at all: nothing was closed.',
      });
    }
    expect(await openIds()).toEqual([kept, gone]);
  });

  test('is not lulled by runs that were never meant to be whole', async () => {
    const [kept] = await buildTwo();
    await run({ at: day(2), saw: [kept], read: 100 });
    for (const at of [day(3), day(4), day(5)]) await openRun({ at, read: 3, complete: false });
    expect((await run({ at: day(6), saw: [kept], read: 40 })).held).toContain('where 100 are usual');
  });

  test('lets the first run of a source pass: nothing is usual yet', async () => {
    await buildTwo();
    expect((await run({ at: day(2), saw: [], read: 1 })).held).toBeNull();
  });

  test('closes nothing when more than a fifth was rejected, and counts only what was taken', async () => {
    const [kept, gone] = await buildTwo();
    await run({ at: day(2), saw: [kept], read: 100, rejected: { 'no-title': 12, 'broken-json': 8 } });
    const held = await run({
      at: day(3),
      saw: [kept],
      read: 100,
      rejected: { 'no-title': 12, 'broken-json': 9 },
    });
    expect(held).toEqual({ closed: 0, held: expect.stringContaining('21 of 100 postings were rejected') });
    expect((await run({ at: day(4), saw: [kept, gone], read: 39 })).held).toContain('where 80 are usual');
  });
});

describe('closing by age', () => {
  test('closes what its source said would expire, and what nobody saw for 30 days', async () => {
    const seen = (at: Date, expiresAt: Date | null) => buildSeen(at, expiresAt);
    const open = await seen(day(10), day(25));
    const expired = await seen(day(10), day(20));
    const unseen = await seen(new Date(day(20).getTime() - 30 * DAY - 1), null);
    const lately = await seen(new Date(day(20).getTime() - 30 * DAY), null);
    expect(await closeStale(db.dataSource, day(20))).toBe(2);
    expect(await db.query('select id, closed_at, closed_reason from vacancy order by id')).toEqual([
      { id: open, closed_at: null, closed_reason: null },
      { id: expired, closed_at: day(20), closed_reason: 'expired' },
      { id: unseen, closed_at: day(20), closed_reason: 'unseen' },
      { id: lately, closed_at: null, closed_reason: null },
    ]);
    expect(await closeStale(db.dataSource, day(20))).toBe(0);
  });
});

const DAY = 86_400_000;

interface Played {
  at: Date;
  saw: string[];
  read?: number;
  rejected?: Record<string, number>;
  closeNow?: boolean;
}

/** Two open vacancies, seen on the first. */
const buildTwo = async (): Promise<[string, string]> => [
  await buildSeen(day(1), null),
  await buildSeen(day(1), null),
];

async function buildSeen(firstSeenAt: Date, expiresAt: Date | null): Promise<string> {
  const { id } = await buildVacancy(db.dataSource, { sourceId: source, firstSeenAt });
  await db.query('update vacancy set expires_at = $2 where id = $1', [id, expiresAt]);
  return id;
}

/** A complete run as ingest leaves it, and what was closed after it. */
async function run({ at, saw, read = 10, rejected = {}, closeNow = false }: Played): Promise<Closing> {
  const runId = await openRun({ at, read, rejected });
  await db.query('update vacancy set last_seen_at = $1, missed_runs = 0 where id = any($2::bigint[])', [
    at,
    saw,
  ]);
  return db.dataSource.transaction((tx) => closeMissing(tx, { runId, sourceId: source, now: at, closeNow }));
}

test('closing by age tries again where it and another wait for each other', async () => {
  const [first, second] = await buildTwo();
  const other = db.dataSource.createQueryRunner();
  await other.startTransaction();
  // Whose turn comes first finds the circle: that is to be ours.
  await other.query("set local deadlock_timeout = '20s'");
  const hold = (id: string) => other.query('select from vacancy where id = $1 for update', [id]);
  await hold(second);
  const closing = closeStale(db.dataSource, new Date('2027-02-01T00:00:00Z'));
  while ((await db.query('select from pg_locks where not granted')).length === 0);
  await hold(first);
  await other.commitTransaction();
  await other.release();
  expect(await closing).toBe(2);
});

interface RunGiven {
  at: Date;
  read: number;
  rejected?: Record<string, number>;
  suspect?: boolean;
  error?: string;
  finished?: boolean;
  complete?: boolean;
}

async function openRun({ at, read, finished = true, ...given }: RunGiven): Promise<string> {
  const [{ id }] = (await db.query<{ id: string }>(
    `insert into source_run (source_id, started_at, finished_at, complete, read, rejected, suspect, error)
     values ($1, $2, $3, $8, $4, $5, $6, $7) returning id`,
    [
      source,
      at,
      finished ? at : null,
      read,
      given.rejected ?? {},
      given.suspect ?? false,
      given.error ?? null,
      given.complete ?? true,
    ],
  )) as [{ id: string }];
  return id;
}

const openIds = async (): Promise<string[]> =>
  (await db.query<{ id: string }>('select id from vacancy where closed_at is null order by id')).map(
    ({ id }) => id,
  );
