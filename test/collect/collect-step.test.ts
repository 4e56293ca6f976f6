import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CollectStep, type CollectTools } from '../../src/collect/collect.step.js';
import { demoPostings } from '../../src/collect/demo/demo-postings.js';
import { ensurePlaces } from '../../src/collect/places/ensure-places.js';
import { readSources, type SourceEntry } from '../../src/collect/sources/read-sources.js';
import { createLog } from '../../src/kit/log.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const minutes = (n: number, from = NOW) => new Date(from.getTime() + n * 60_000);
const days = (n: number) => minutes(n * 24 * 60);

let db: TestDatabase;
let server: Server;
let base: string;
let folder: string;
/** What the server answers by path; absent = 404. */
let feeds: Record<string, string>;
let asked: string[];

beforeAll(async () => {
  db = await testDatabase();
  await ensurePlaces(db.dataSource);
  folder = await mkdtemp(join(tmpdir(), 'vestnik-collect-'));
  server = createServer((request, response) => {
    asked.push(request.url!);
    const feed = feeds[request.url!];
    response.writeHead(feed === undefined ? 404 : 200).end(feed);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
  await db.close();
});
beforeEach(() => {
  feeds = {};
  asked = [];
});
afterEach(() => db.query('truncate source, cluster, employer cascade'));

const source = (name: string, more = 'complete: true'): SourceEntry => {
  const yaml = `[{ name: ${name}, format: ndjson, url: "${base}/${name}", trusted: true, ${more} }]`;
  return readSources(yaml, '/sources.yaml')[0]!;
};

const step = (sources: SourceEntry[], more: Partial<CollectTools> = {}) =>
  new CollectStep({
    db: db.dataSource,
    log: createLog('silent'),
    sources,
    demo: true,
    reach: { publicUrl: 'https://vestnik.example.org', wait: async () => undefined },
    ...more,
  });

const jobs = (...titles: string[]) =>
  titles
    .map((title) => JSON.stringify({ id: title, title, city: 'Казань', description: `Работа: ${title}` }))
    .join('\n');
const open = async (name: string) =>
  (
    await db.query<{ title: string }>(
      `select v.title from vacancy v join source s on s.id = v.source_id
        where s.name = $1 and v.closed_at is null order by v.title`,
      [name],
    )
  ).map(({ title }) => title);
const row = async (name: string) =>
  (await db.query<Record<string, unknown>>('select * from source where name = $1', [name]))[0]!;

describe('sources that are due', () => {
  test('are asked once, stored and published; again only when their time has come', async () => {
    feeds = { '/a': jobs('Повар', 'Токарь'), '/b': jobs('Швея') };
    const collect = step([source('a', 'every: 30m'), source('b', 'every: 1h')]);
    expect(await collect.run(NOW)).toMatchObject({
      sources: 2,
      sourcesFailed: 0,
      read: 3,
      added: 3,
      rejected: 0,
    });
    expect(await db.query('select count(*)::int as n from vacancy where seq is null')).toEqual([{ n: 0 }]);
    expect(await collect.run(minutes(29))).toMatchObject({ sources: 0, read: 0 });
    expect(await collect.run(minutes(30))).toMatchObject({ sources: 1, read: 2, unchanged: 2 });
    // The first two at once, in either order.
    expect([asked.slice(0, 2).sort(), asked.slice(2)]).toEqual([['/a', '/b'], ['/a']]);
  });

  test('find the exchange rates of the day there, which are asked first; without sources nobody asks them', async () => {
    const rates = { url: new URL(`${base}/rates`), trusted: true };
    feeds['/rates'] =
      '<ValCurs Date="24.11.2026"><Valute><CharCode>USD</CharCode><Nominal>1</Nominal><Value>80,5</Value></Valute></ValCurs>';
    feeds['/board'] = JSON.stringify({ id: '1', title: 'Кок', salary_from: 2000, currency: 'USD' });
    await step([], { rates, demo: false }).run(NOW);
    expect(asked).toEqual([]);
    await step([source('board')], { rates }).run(NOW);
    expect(asked).toEqual(['/rates', '/board']);
    expect(await db.query('select pay_month_rub from vacancy')).toEqual([{ pay_month_rub: 161_000 }]);
    await step([source('board')], { rates }).run(minutes(60));
    expect(asked).toEqual(['/rates', '/board', '/board']);
    await db.query('truncate rate, tick');
  });

  test('take their title and partner mark from sources.yaml, also when these change', async () => {
    feeds = { '/a': jobs('Повар') };
    await step([source('a', 'title: Первая, partner: true, link: https://a.example')]).run(NOW);
    expect(await row('a')).toMatchObject({
      title: 'Первая',
      partner: true,
      link: 'https://a.example/',
      demo: false,
      format: 'ndjson',
    });
    await step([source('a', 'title: Вторая')]).run(NOW);
    expect(await row('a')).toMatchObject({ title: 'Вторая', partner: false, link: null });
  });

  test('close what a complete list misses twice, and what nobody has seen for 30 days', async () => {
    feeds = { '/a': jobs('Повар', 'Токарь', 'Швея'), '/b': jobs('Сторож') };
    const collect = step([source('a'), source('b', 'every: 90d')]);
    await collect.run(NOW);
    feeds = { '/a': jobs('Повар', 'Швея') };
    await collect.run(minutes(60));
    expect(await open('a')).toEqual(['Повар', 'Токарь', 'Швея']);
    expect(await collect.run(minutes(120))).toMatchObject({ closed: 1 });
    expect(await open('a')).toEqual(['Повар', 'Швея']);
    expect(await collect.run(days(31))).toMatchObject({ closed: 1 });
    expect(await open('b')).toEqual([]);
  });

  test('may be files, and one that is not there is told by its name', async () => {
    const file = join(folder, 'feed.jsonl');
    await writeFile(file, jobs('Повар'));
    const entries = readSources(
      '[{ name: f, format: ndjson, file: feed.jsonl }, { name: g, format: ndjson, file: none.jsonl }]',
      join(folder, 'sources.yaml'),
    );
    expect(await step(entries).run(NOW)).toMatchObject({ added: 1, sourcesFailed: 1 });
    expect((await row('g')).paused_reason).toBe(
      `${join(folder, 'none.jsonl')} cannot be read: there is no such file.`,
    );
  });
});

describe('a source that fails', () => {
  test('rests for a minute, then twice as long each time, up to six hours; the others go on', async () => {
    feeds = { '/good': jobs('Повар') };
    const collect = step([source('bad'), source('good')]);
    expect(await collect.run(NOW)).toMatchObject({ sources: 2, sourcesFailed: 1, added: 1 });
    const { host } = new URL(base);
    expect(await row('bad')).toMatchObject({
      failures: 1,
      paused_until: minutes(1),
      paused_reason: `${host} answered with status 404 instead of 200.`,
    });
    const pauses: number[] = [];
    let at = minutes(1);
    for (let n = 0; n < 11; n++) {
      await collect.run(at);
      const until = (await row('bad')).paused_until as Date;
      pauses.push((until.getTime() - at.getTime()) / 60_000);
      at = until;
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
    expect((await row('good')).failures).toBe(0);
  });

  test('is not asked while it rests, and is well again after one good run', async () => {
    const collect = step([source('a')]);
    await collect.run(NOW);
    feeds = { '/a': jobs('Повар') };
    expect(await collect.run(minutes(0.9))).toMatchObject({ sources: 0 });
    expect(await collect.run(minutes(1))).toMatchObject({ sources: 1, added: 1 });
    expect(await row('a')).toMatchObject({
      failures: 0,
      paused_until: null,
      paused_reason: null,
      next_run_at: minutes(61),
    });
  });

  test('keeps what was read before the fault, and closes nothing', async () => {
    const entry = { ...source('x'), format: 'yandex-rabota' };
    const xml = (inner: string) => `<source><vacancies>${inner}</vacancies></source>`;
    const job = (title: string) =>
      `<vacancy><job-name>${title}</job-name><url>https://e.example/${encodeURIComponent(title)}</url><region>Казань</region></vacancy>`;
    feeds = { '/x': xml(job('Повар') + job('Токарь')) };
    const collect = step([entry]);
    await collect.run(NOW);
    feeds = { '/x': xml(job('Швея')).slice(0, -9) };
    for (const at of [60, 120]) expect(await collect.run(minutes(at))).toMatchObject({ sourcesFailed: 1 });
    expect(await open('x')).toEqual(['Повар', 'Токарь', 'Швея']);
    expect(String((await row('x')).paused_reason)).toMatch(/^The feed ends too early/);
  });
});

describe('one source asked by name', () => {
  test('runs whether it is due or not, and no other does', async () => {
    feeds = { '/a': jobs('Повар'), '/b': jobs('Швея') };
    const collect = step([source('a'), source('b')]);
    await collect.run(NOW);
    const { outcomes } = await collect.collect(minutes(1), 'b');
    expect(outcomes.map(({ name, counts }) => [name, counts?.unchanged])).toEqual([['b', 1]]);
  });

  test('that is not configured is told with those that are', async () => {
    await expect(step([source('a')]).collect(NOW, 'z')).rejects.toThrow(
      'sources.yaml lists no source "z" that is asked; known are: a.',
    );
  });
});

describe('the demo', () => {
  test('plays while nothing is configured, goes on day by day, and ends when real vacancies have come', async () => {
    const listed = [...demoPostings(NOW)];
    const demo = step([]);
    expect(await demo.run(NOW)).toMatchObject({
      sources: 1,
      read: listed.length,
      added: listed.length,
      rejected: 0,
    });
    expect(await row('demo')).toMatchObject({ title: 'Демо', demo: true, format: 'demo' });
    await expectUnderstood(listed.length);

    const next = await demo.run(days(1));
    expect(next.added).toBeGreaterThan(20);
    expect(next.added).toBeLessThan(110);
    expect(await demo.run(minutes(24 * 60 + 5))).toMatchObject({ sources: 0 });
    const after = await demo.run(days(2));
    expect(after.closed).toBeGreaterThan(10);
    expect(after.closed).toBeLessThan(120);

    feeds = { '/a': jobs('Повар') };
    const real = step([source('a')]);
    expect((await real.run(minutes(20, days(2)))).added).toBe(1);
    expect(await open('demo')).toEqual([]);
    // Taken out of sources.yaml again, or brought by `import`: its vacancies are there, so no demo returns.
    expect(await demo.run(days(3))).toMatchObject({ sources: 0, added: 0 });
  }, 60_000);

  test('never plays in production', async () => {
    expect(await step([], { demo: false }).run(NOW)).toMatchObject({ sources: 0, added: 0 });
    expect(await db.query('select from source')).toEqual([]);
  });
});

/** Every demo vacancy has its city and terms, most have pay, and copies share the cluster of what they copy. */
async function expectUnderstood(count: number): Promise<void> {
  const [found] = await db.query<Record<string, number>>(
    `select count(*) filter (where place_ids = '{}')::int as placeless,
            count(*) filter (where experience = 'unknown' or schedule = '{}' or employment = '{}')::int as termless,
            count(*) filter (where pay_month_rub is not null)::int as paid,
            count(distinct cluster_id)::int as clusters
       from vacancy`,
  );
  expect(found).toMatchObject({ placeless: 0, termless: 0 });
  expect(found!.paid).toBeGreaterThan(count * 0.75);
  expect(found!.clusters).toBeLessThan(count * 0.92);
}
