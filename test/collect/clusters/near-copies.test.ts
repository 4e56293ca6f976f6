import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ingest } from '../../../src/collect/ingest.js';
import type { RawPosting } from '../../../src/collect/posting.js';
import { ensureSource } from '../../../src/collect/source.sql.js';
import { distance, NEAR, simhash64 } from '../../../src/language/simhash.js';
import { tokens } from '../../../src/language/tokens.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { day, items, posting, take } from '../support.js';
import { textOf, without } from './texts.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());
beforeEach(() =>
  db.query('truncate source, vacancy, cluster, cluster_merge, sim_band, employer restart identity cascade'),
);

const TEXT = textOf(1);
const job = (id: string, title: string, rest: Partial<RawPosting> = {}) =>
  posting(id, { title, body: TEXT, ...rest });
const takeOn = (n: number, ...given: RawPosting[]) => take(db.dataSource, given, { now: day(n) });

/** The cluster of each posting by its id in the source. */
async function clusters(): Promise<Record<string, number>> {
  const rows = await db.query<{ id: string; cluster: number }>(
    'select external_id as id, cluster_id::int as cluster from vacancy order by id',
  );
  return Object.fromEntries(rows.map(({ id, cluster }) => [id, cluster]));
}

const merges = () =>
  db.query('select from_id::int as from, into_id::int as into from cluster_merge order by from_id');

describe('near copies', () => {
  test('a text with a sentence less joins the cluster of the whole one, in one batch and later', async () => {
    await takeOn(1, job('1', 'Пекарь'), job('2', 'Пекарь', { body: without(TEXT, 3), places: 'Уфа' }));
    await takeOn(2, job('3', 'Пекарь', { body: without(TEXT, 9), employer: 'Агентство' }));
    expect(await clusters()).toEqual({ 1: 1, 2: 1, 3: 1 });
  });

  test('the same under another job’s title is a vacancy of its own, of one employer too', async () => {
    await takeOn(1, job('1', 'Пекарь'), job('2', 'Старший пекарь', { body: without(TEXT, 3) }));
    await takeOn(2, job('3', 'Кондитер', { body: without(TEXT, 5) }));
    expect(await clusters()).toEqual({ 1: 1, 2: 2, 3: 3 });
  });

  test('another text under the same title is another vacancy', async () => {
    await takeOn(1, job('1', 'Пекарь'), job('2', 'Пекарь', { body: textOf(2) }));
    expect(await clusters()).toEqual({ 1: 1, 2: 2 });
  });

  test('copies of copies end where the text has become another than the first', async () => {
    const long = textOf(1, 60);
    const ids = Array.from({ length: 50 }, (_, i) => String(i));
    // Each lacks one sentence more than the one before it: every neighbour is near, the ends share nothing.
    const shrinking = ids.map((id) => {
      const lost = Array.from({ length: Number(id) }, (_, i) => i);
      return job(id, 'Пекарь', {
        body: `${without(long, ...lost)} ${without(textOf(5, 60), ...lost.map((n) => 59 - n))}`,
      });
    });
    for (const [i, one] of shrinking.entries()) await takeOn(1 + (i % 25), one);
    const sizes = await db.query<{ n: number }>('select count(*)::int as n from vacancy group by cluster_id');
    expect(sizes.length).toBeGreaterThan(1);
    const far = await db.query(
      `select v.id from vacancy v
         join (select distinct on (cluster_id) cluster_id, simhash from vacancy order by cluster_id, id) oldest
           using (cluster_id)
        where bit_count((v.simhash # oldest.simhash)::bit(64)) > 14`,
    );
    expect(far).toEqual([]);
  });
});

describe('addresses', () => {
  const url = 'https://jobs.example.org/vacancy/1234567';
  const at = (id: string, address: string, title = 'Пекарь') =>
    posting(id, { title, url: address, body: textOf(Number(id)) });

  test('the same address is the same posting, however it is written', async () => {
    await takeOn(
      1,
      at('1', url),
      at('2', 'http://www.jobs.example.org/vacancy/1234567/?utm_source=rss#apply'),
    );
    await takeOn(2, at('3', `${url}?from=feed`));
    expect(await clusters()).toEqual({ 1: 1, 2: 1, 3: 1 });
  });

  test('but not under another job’s title, nor where it names no posting', async () => {
    await takeOn(1, at('1', url), at('2', url, 'Водитель'));
    await takeOn(2, at('3', 'https://example.org/careers'), at('4', 'https://example.org/careers'));
    await takeOn(3, at('5', 'https://jobs.example.org/vacancy/1234568'));
    expect(await clusters()).toEqual({ 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 });
  });
});

describe('merging', () => {
  // The middle one is near to both, which are far from each other.
  const [left, middle, right] = threeTexts();

  test('a posting that joins two clusters makes them one: the older id stays, and it is remembered', async () => {
    await takeOn(1, job('1', 'Пекарь', { body: left }), job('2', 'Пекарь', { body: right }));
    expect(await clusters()).toEqual({ 1: 1, 2: 2 });
    await takeOn(2, job('3', 'Пекарь', { body: middle }));
    expect(await clusters()).toEqual({ 1: 1, 2: 1, 3: 1 });
    expect(await merges()).toEqual([{ from: 2, into: 1 }]);
  });

  test('an edit that makes two clusters alike merges them; nobody’s number changes', async () => {
    await takeOn(
      1,
      job('1', 'Пекарь'),
      job('2', 'Пекарь', { body: textOf(2) }),
      job('3', 'Пекарь', { body: textOf(2) }),
    );
    expect(await clusters()).toEqual({ 1: 1, 2: 2, 3: 2 });
    const before = await db.query('select id, seq from vacancy order by id');
    await takeOn(2, job('1', 'Пекарь', { body: textOf(2) }));
    expect(await clusters()).toEqual({ 1: 1, 2: 1, 3: 1 });
    expect(await merges()).toEqual([{ from: 2, into: 1 }]);
    expect(await db.query('select id, seq from vacancy order by id')).toEqual(before);
  });

  test('what was merged once is merged again into an older one, and the way back is kept', async () => {
    await takeOn(
      1,
      job('1', 'Пекарь', { body: textOf(4) }),
      job('2', 'Пекарь'),
      job('3', 'Пекарь', { body: textOf(2) }),
    );
    await takeOn(2, job('3', 'Пекарь'));
    await takeOn(3, job('1', 'Пекарь', { body: without(TEXT, 3) }));
    expect(await clusters()).toEqual({ 1: 1, 2: 1, 3: 1 });
    expect(await merges()).toEqual([
      { from: 2, into: 1 },
      { from: 3, into: 2 },
    ]);
  });

  test('the three texts in any order end in the same clusters', async () => {
    const texts = { l: left, m: middle, r: right };
    for (const order of ['lmr', 'lrm', 'mlr', 'mrl', 'rlm', 'rml']) {
      await db.query('truncate source, vacancy, cluster, cluster_merge, sim_band restart identity cascade');
      for (const [i, id] of [...order].entries()) {
        await takeOn(1 + i, job(id, 'Пекарь', { body: texts[id as 'l'] }));
      }
      expect({ order, n: new Set(Object.values(await clusters())).size }).toEqual({ order, n: 1 });
    }
  });
});

describe('edits', () => {
  const other = textOf(2);

  test('a text rewritten beyond recognition stays with its copies while it is nobody else’s', async () => {
    await takeOn(1, job('1', 'Пекарь'), job('2', 'Пекарь'));
    await takeOn(2, job('1', 'Пекарь', { body: other }));
    expect(await clusters()).toEqual({ 1: 1, 2: 1 });
  });

  test('one that becomes a copy of another vacancy leaves the copies of the old text to themselves', async () => {
    await takeOn(1, job('1', 'Пекарь'), job('2', 'Пекарь'), job('3', 'Пекарь', { body: other }));
    await takeOn(2, job('1', 'Пекарь', { body: other }));
    expect(await clusters()).toEqual({ 1: 2, 2: 1, 3: 2 });
    expect(await merges()).toEqual([]);
  });

  test('both copies rewritten in one feed stay together', async () => {
    await takeOn(1, job('1', 'Пекарь'), job('2', 'Пекарь'));
    await takeOn(2, job('1', 'Пекарь', { body: other }), job('2', 'Пекарь', { body: other }));
    expect(await clusters()).toEqual({ 1: 1, 2: 1 });
  });

  test('alone and become another job that stands elsewhere, it moves there without merging', async () => {
    await takeOn(1, job('1', 'Водитель', { body: other }), job('2', 'Пекарь'));
    await takeOn(2, job('1', 'Пекарь'));
    expect(await clusters()).toEqual({ 1: 2, 2: 2 });
    expect(await merges()).toEqual([]);
  });

  test('what no vacancy says any more is forgotten, and what another still says is kept', async () => {
    const rows = async () => (await db.query('select from sim_band')).length;
    await takeOn(1, job('1', 'Пекарь'), job('2', 'Пекарь'));
    expect(await rows()).toBe(4);
    await takeOn(2, job('1', 'Пекарь', { body: other }));
    expect(await rows()).toBe(8);
    await takeOn(3, job('2', 'Пекарь', { body: other }));
    expect(await rows()).toBe(4);
    await takeOn(4, job('3', 'Пекарь', { body: without(other, 4) }));
    expect(await clusters()).toEqual({ 1: 1, 2: 1, 3: 1 });
  });
});

describe('at once', () => {
  test('sources that bring near copies in the same instant end in one cluster for each job', async () => {
    const feed = (name: string, lost: number) =>
      Array.from({ length: 60 }, (_, i) =>
        job(`${name}${i}`, 'Пекарь', { body: without(textOf(100 + i), lost) }),
      );
    await Promise.all(
      ['a', 'b', 'c'].map(async (name, lost) => {
        const source = await ensureSource(db.dataSource, { name, format: 'ndjson' }, day(1));
        await ingest(db.dataSource, { source, items: items(feed(name, lost)), now: day(1) });
      }),
    );
    const sizes = await db.query('select distinct count(*)::int as members from vacancy group by cluster_id');
    expect(sizes).toEqual([{ members: 3 }]);
  });

  test('a merge that finds a row held waits for nobody: it is tried again, and done', async () => {
    await takeOn(1, job('1', 'Пекарь'), job('2', 'Пекарь', { body: textOf(2) }));
    const holder = db.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query("update vacancy set last_seen_at = last_seen_at where external_id = '2'");
    const merging = takeOn(2, job('1', 'Пекарь', { body: textOf(2) }));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await merges()).toEqual([]);
    // The lock on clusters is not kept meanwhile: others take in what they have.
    const source = await ensureSource(db.dataSource, { name: 'other', format: 'ndjson' }, day(2));
    await ingest(db.dataSource, {
      source,
      items: items([job('9', 'Сторож', { body: textOf(9) })]),
      now: day(2),
    });
    await holder.commitTransaction();
    await holder.release();
    await merging;
    expect(await merges()).toEqual([{ from: 2, into: 1 }]);
  });
});

/** Of a text that loses ever more sentences: three of which only the neighbours are near. */
function threeTexts(): [string, string, string] {
  const texts = Array.from({ length: 60 }, (_, n) =>
    without(TEXT, ...Array.from({ length: n }, (_, i) => i)),
  );
  const hashes = texts.map((text) => simhash64(tokens(text)));
  const isNear = (a: number, b: number) => distance(hashes[a]!, hashes[b]!) <= NEAR;
  for (let middle = 1; middle < texts.length; middle++) {
    const right = texts.findIndex(
      (_, n) => isNear(0, middle) && n > middle && isNear(middle, n) && !isNear(0, n),
    );
    if (right !== -1) return [texts[0]!, texts[middle]!, texts[right]!];
  }
  throw new Error('There are no such three.');
}
