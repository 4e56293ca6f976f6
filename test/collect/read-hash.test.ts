import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { formatOf, readDocument } from '../../src/collect/formats/index.js';
import { normalisePosting } from '../../src/collect/normalise/normalise-posting.js';
import { readCatalogue } from '../../src/collect/places/catalogue.js';
import { placeResolver } from '../../src/collect/places/resolve.js';
import type { RawPosting } from '../../src/collect/posting.js';
import { READING_VERSION, readHash } from '../../src/collect/read-hash.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { day, posting, take } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate source, vacancy, cluster, employer, rate restart identity cascade'));

const rows = () =>
  db.query<Record<string, unknown>>(
    'select title, content_hash, read_hash, last_seen_at from vacancy order by id',
  );

describe('a posting that is written as before', () => {
  test('is not read again', async () => {
    await take(db.dataSource, [posting('1')], { now: day(1) });
    await db.query("update vacancy set title = 'Не прочитано', content_hash = ''");
    expect(await take(db.dataSource, [posting('1')], { now: day(2) })).toMatchObject({ unchanged: 1 });
    expect(await rows()).toMatchObject([{ title: 'Не прочитано', last_seen_at: day(2) }]);
  });

  test('is told by its address where it has no id', async () => {
    const [one] = [posting('1', { externalId: null, url: 'https://board.example/vacancy/12345 ' })];
    await take(db.dataSource, [one], { now: day(1) });
    await db.query("update vacancy set content_hash = ''");
    expect(await take(db.dataSource, [one], { now: day(2) })).toMatchObject({ unchanged: 1 });
  });

  test('still counts its words of no dictionary', async () => {
    const one = posting('1', { schedule: 'По лунным суткам' });
    for (const n of [1, 2]) {
      const { unmapped } = await take(db.dataSource, [one], { now: day(n) });
      expect(unmapped).toEqual({ 'schedule: по лунным суткам': 1 });
    }
  });

  test('returns when it was closed, and stays closed when its own date or its source says so', async () => {
    const all = [
      posting('1'),
      posting('2', { expiresAt: '2026-11-02T00:00:00Z' }),
      posting('3', { closed: true }),
    ];
    await take(db.dataSource, all, { now: day(1) });
    await db.query("update vacancy set closed_at = $1, closed_reason = 'missing' where closed_at is null", [
      day(2),
    ]);
    const counts = await take(db.dataSource, all, { now: day(3) });
    expect(counts).toMatchObject({ unchanged: 2, returned: 1, changed: 0 });
  });
});

test('a posting written in another way that says the same is unchanged, and known by that way from then on', async () => {
  await take(db.dataSource, [posting('1')], { now: day(1) });
  const [before] = await rows();
  const other = posting('1', { title: ' Повар  1' });
  expect(await take(db.dataSource, [other], { now: day(2) })).toMatchObject({ unchanged: 1, changed: 0 });
  expect(await rows()).toEqual([{ ...before, read_hash: readHash(other), last_seen_at: day(2) }]);
});

test.each([
  [
    'the first stays',
    [posting('1'), posting('1', { title: '' })],
    { added: 1, repeated: 0, title: 'Повар 1' },
  ],
  [
    'the second is taken',
    [posting('1', { title: '' }), posting('1')],
    { added: 1, repeated: 0, title: 'Повар 1' },
  ],
  [
    'the last wins',
    [posting('1'), posting('1', { title: 'Пекарь' })],
    { added: 1, repeated: 1, title: 'Пекарь' },
  ],
])(
  'of two postings of one id in a feed, where one cannot be taken or both can, %s',
  async (_, given, right) => {
    const { title, ...counted } = right;
    expect(await take(db.dataSource, given, { now: day(1) })).toMatchObject({ read: 2, ...counted });
    expect(await rows()).toMatchObject([{ title }]);
  },
);

// What is stored says which version read it: when the reader is changed and this digest with it, raise the version, or
// a posting that is written as before keeps what the old reader made of it.
test('the version of the reading is that of what it makes of these postings', async () => {
  const digest = createHash('sha256');
  for await (const raw of samples()) {
    const read = normalisePosting(raw, { resolvePlaces, rateOf: () => 1 });
    if (read.kind === 'taken') digest.update(JSON.stringify({ ...read.posting, unmapped: read.unmapped }));
  }
  expect([READING_VERSION, digest.digest('hex').slice(0, 16)]).toEqual(['v1', '2087681aed3cf3f7']);
});

const resolvePlaces = placeResolver(readCatalogue());
const FIXTURES = ['yandex-rabota-board.xml', 'yandex-rabota-described.xml'];

async function* samples(): AsyncGenerator<RawPosting> {
  for (const file of FIXTURES) {
    const bytes = createReadStream(new URL(`fixtures/${file}`, import.meta.url));
    for await (const item of readDocument(formatOf('yandex-rabota')!, { bytes })) {
      if (item.kind === 'posting') yield item.posting;
    }
  }
  yield posting('1', {
    places: ['Киров (Кировская область)', 'г. Москва, м. Тверская', 'удалённо'],
    pay: { text: 'от 90 000 до 120 000 ₽ за месяц, на руки' },
    experience: 'От 1 года до 3 лет',
    schedule: ['Сменный график', 'по лунным суткам'],
    employment: 'Полная занятость; проектная работа',
    workFormat: 'HYBRID',
    skills: 'Excel, 1С; Excel',
    body: '<p>Мы&nbsp;ищем <b>повара</b></p><ul><li>A&amp;B<li>x &lt; 3</ul>&lt;p&gt;дважды&lt;/p&gt;',
    publishedAt: '15 апреля 2022',
    expiresAt: '2026-12-31',
  });
}
