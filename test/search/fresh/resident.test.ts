import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from 'pg';
import { analyse, toTsvector } from '../../../src/language/document.js';
import { FreshIndex } from '../../../src/search/fresh/fresh-index.js';
import { Resident } from '../../../src/search/fresh/resident.js';
import { buildVacancies, type OneOfMany } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { connect } from './support.js';
import { expectTable, idsIn } from './table.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const PLENTY = 2 ** 30;

let db: TestDatabase;
let client: Client;
let other: Client;
beforeAll(async () => {
  db = await testDatabase();
  client = await connect(db.url);
  other = await connect(db.url);
});
afterAll(async () => {
  await client?.end();
  await other?.end();
  await db?.close();
});
beforeEach(async () => {
  await db.query('truncate vacancy, cluster cascade');
});

const build = (given: OneOfMany[]) => buildVacancies(db.dataSource, given);
const cooks = (n: number, given: OneOfMany = {}): OneOfMany[] =>
  Array.from({ length: n }, () => ({ title: 'Повар', ...given }));
const documentOf = (title: string, body = '') =>
  toTsvector(analyse({ title, company: '', skills: '', body }));
const change = (set: string, ids: number[], ...values: unknown[]) =>
  db.query(`update vacancy set ${set} where id = any($1::bigint[])`, [ids, ...values]);

/** A resident index as its thread would have it after its start, and its reader. */
async function start(mostBytes = PLENTY) {
  const resident = new Resident(client, mostBytes);
  await resident.build(NOW);
  const index = new FreshIndex();
  index.take(resident.update());
  return { index, resident, refresh: (now = NOW) => refresh(resident, index, now) };
}

/** Whether anything was new. */
async function refresh(resident: Resident, index: FreshIndex, now: Date): Promise<boolean> {
  const update = await resident.refresh(now);
  if (update !== null) index.take(update);
  return update !== null;
}

test('what is built holds what is open, and what was closed within its month', async () => {
  const [open] = await build([
    { title: 'Повар', firstSeenAt: daysAgo(400) },
    { title: 'Повар', firstSeenAt: daysAgo(31), closedAt: NOW },
    { title: 'Повар', firstSeenAt: daysAgo(29), closedAt: NOW },
  ]);
  await build(cooks(1));
  await db.query('update vacancy set seq = null where id = (select max(id) from vacancy)');
  const { index } = await start();
  expect(index).toMatchObject({ size: 2, complete: true, since: null });
  expect(idsIn(index, 'повар')).toEqual([open]);
  await expectTable(db, index, NOW);
});

describe('a refresh', () => {
  const changes: [name: string, set: string, values?: unknown[]][] = [
    ['its title', 'document = $2::tsvector', [documentOf('Пекарь')]],
    ['its text', 'document = $2::tsvector', [documentOf('Повар', 'Пекарь тоже нужен')]],
    ['its pay', 'pay_month_rub = 90000, pay_point_rub = 90000'],
    ['its place', `place_ids = '{1}'`],
    ['that it closed', `closed_at = '2026-11-24', closed_reason = 'missing'`],
    ['that it waits for another number', 'seq = null'],
    ['its new number', `seq = nextval('vacancy_seq')`],
    ['that it is a copy of another', 'cluster_id = (select min(cluster_id) from vacancy)'],
    ['its employer', 'employer_id = null, agency = true'],
  ];
  test.each(changes)('takes in of a vacancy %s', async (_, set, values = []) => {
    const ids = await build(cooks(5));
    const { index, refresh } = await start();
    await change(set, [ids[3]!], ...values);
    expect(await refresh()).toBe(true);
    await expectTable(db, index, NOW);
    expect(await refresh()).toBe(false);
  });

  test('takes in what is new, what is open again and what was given back its number', async () => {
    const ids = await build([...cooks(2), ...cooks(2, { closedAt: NOW, firstSeenAt: daysAgo(60) })]);
    await change('seq = null', [ids[0]!]);
    const { index, refresh } = await start();
    expect(index.size).toBe(1);
    const [fresh] = await build(cooks(1));
    await change('closed_at = null, closed_reason = null', [ids[2]!]);
    await change(`seq = nextval('vacancy_seq')`, [ids[0]!]);
    expect(await refresh()).toBe(true);
    expect(idsIn(index, 'повар')).toEqual([ids[0], ids[1], ids[2], fresh]);
  });

  test('has nothing to do where vacancies were only seen again', async () => {
    const ids = await build(cooks(3));
    const { refresh } = await start();
    await change('last_seen_at = now(), missed_runs = 0', ids);
    expect(await refresh()).toBe(false);
  });

  test('lets go of a closed vacancy whose month is over, though nothing changes in the table', async () => {
    await build(cooks(2, { closedAt: NOW, firstSeenAt: daysAgo(29) }));
    const [open] = await build(cooks(1, { firstSeenAt: daysAgo(29) }));
    const { index, refresh } = await start();
    const later = new Date(NOW.getTime() + 86_400_000);
    expect(await refresh(later)).toBe(true);
    await expectTable(db, index, later);
    expect(idsIn(index, 'повар')).toEqual([open]);
    expect(await refresh(later)).toBe(false);
  });

  test('misses nothing of a transaction that began before others and commits after them', async () => {
    const ids = await build(cooks(3));
    const { index, refresh } = await start();
    await other.query('begin');
    await other.query('update vacancy set document = $2::tsvector where id = $1', [
      ids[0],
      documentOf('Пекарь'),
    ]);
    await change('document = $2::tsvector', [ids[1]!], documentOf('Пекарь'));
    expect(await refresh()).toBe(true);
    expect(idsIn(index, 'пекарь')).toEqual([ids[1]]);
    await change('document = $2::tsvector', [ids[2]!], documentOf('Пекарь'));
    expect(await refresh()).toBe(true);
    await other.query('commit');
    expect(await refresh()).toBe(true);
    expect(idsIn(index, 'пекарь')).toEqual(ids);
    await expectTable(db, index, NOW);
    expect(await refresh()).toBe(false);
  });

  test('misses nothing of a transaction that began before the index was built', async () => {
    const ids = await build(cooks(2));
    await other.query('begin');
    await other.query('update vacancy set document = $2::tsvector where id = $1', [
      ids[0],
      documentOf('Пекарь'),
    ]);
    const { index, refresh } = await start();
    await other.query('commit');
    expect(await refresh()).toBe(true);
    await expectTable(db, index, NOW);
  });
});

test('what changed while the index was built stands in it once', async () => {
  const ids = await build(cooks(3));
  const resident = new Resident(client, PLENTY);
  await resident.build(NOW);
  await change('document = $2::tsvector', [ids[0]!], documentOf('Пекарь'));
  const index = new FreshIndex();
  index.take((await resident.refresh(NOW))!);
  expect(idsIn(index, 'повар')).toEqual([ids[1], ids[2]]);
  await expectTable(db, index, NOW);
});
