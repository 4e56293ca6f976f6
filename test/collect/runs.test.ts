import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { RunGuard } from '../../src/collect/sources/run-guard.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startServer, type TestServer } from '../support/http-server.js';
import { minutes, NOW, openOf, stepOf } from './collecting.js';

let db: TestDatabase;
let servers: TestServer[] = [];
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
  await db.query('truncate source, cluster, employer cascade');
});

async function serve(handler: RequestListener): Promise<TestServer> {
  const server = await startServer(handler);
  servers.push(server);
  return server;
}
const lines = (...titles: string[]) => titles.map((title) => JSON.stringify({ id: title, title })).join('\n');
const runs = () =>
  db.query<Record<string, unknown>>(
    `select read, added, unchanged, closed, suspect, error is not null as failed, not_modified,
            resume ->> 'page' as at_page, finished_at is not null as ended from source_run order by id`,
  );

describe('a feed that has not changed', () => {
  let feed = '';
  let version = '';
  const handler: RequestListener = (request, response) => {
    response.setHeader('etag', version);
    response.setHeader('last-modified', 'Tue, 24 Nov 2026 08:00:00 GMT');
    if (request.headers['if-none-match'] === version) response.writeHead(304).end();
    else response.end(feed);
  };
  const yaml = (server: TestServer, more = 'complete: true') =>
    `[{ name: a, format: ndjson, url: "${server.base}/", trusted: true, ${more} }]`;

  test('is not sent again: what it held counts as seen, nothing is closed, and the run is kept as such', async () => {
    [feed, version] = [lines('Повар', 'Токарь'), '"one"'];
    const server = await serve(handler);
    const collect = stepOf(db, yaml(server));
    await collect.run(NOW);
    expect(await collect.run(minutes(60))).toMatchObject({
      read: 2,
      unchanged: 2,
      closed: 0,
      sourcesFailed: 0,
    });
    await collect.run(minutes(120));
    const asked = server.asked.map(({ headers }) => [headers['if-none-match'], headers['if-modified-since']]);
    const known = ['"one"', 'Tue, 24 Nov 2026 08:00:00 GMT'];
    expect(asked).toEqual([[undefined, undefined], known, known]);
    expect((await runs()).map(({ not_modified, closed }) => [not_modified, closed])).toEqual([
      [false, 0],
      [true, 0],
      [true, 0],
    ]);
    expect(await db.query('select distinct last_seen_at from vacancy')).toEqual([
      { last_seen_at: minutes(120) },
    ]);
    // What is no list weighs nothing: the usual is still two.
    [feed, version] = [lines('Повар', 'Швея'), '"two"'];
    expect(await collect.run(minutes(180))).toMatchObject({ read: 2, added: 1, closed: 0 });
    expect(await collect.run(minutes(240))).toMatchObject({ read: 2, unchanged: 2 });
    expect(await openOf(db, 'a')).toEqual(['Повар', 'Токарь', 'Швея']);
  });

  test('counts as seen only what it held: what it misses grows old all the same', async () => {
    [feed, version] = [lines('Повар', 'Токарь'), '"one"'];
    const server = await serve(handler);
    const collect = stepOf(db, yaml(server, 'complete: false'));
    await collect.run(NOW);
    [feed, version] = [lines('Повар'), '"two"'];
    await collect.run(minutes(60));
    await collect.run(minutes(120));
    expect(await db.query('select title, last_seen_at from vacancy order by title')).toEqual([
      { title: 'Повар', last_seen_at: minutes(120) },
      { title: 'Токарь', last_seen_at: NOW },
    ]);
  });

  test('is read whole again after a day, after another entry in sources.yaml, and after a run that failed', async () => {
    [feed, version] = [lines('Повар'), '"one"'];
    let broken = false;
    const server = await serve((request, response) =>
      broken ? response.writeHead(404).end() : handler(request, response),
    );
    const conditional = () => server.asked.at(-1)!.headers['if-none-match'] !== undefined;
    await stepOf(db, yaml(server)).run(NOW);
    await stepOf(db, yaml(server)).run(minutes(60));
    expect(conditional()).toBe(true);
    await stepOf(db, yaml(server)).run(minutes(24 * 60));
    expect(conditional()).toBe(false);
    await stepOf(db, yaml(server, 'complete: false')).run(minutes(25 * 60));
    expect(conditional()).toBe(false);
    broken = true;
    await stepOf(db, yaml(server, 'complete: false')).run(minutes(26 * 60));
    expect(conditional()).toBe(true);
    broken = false;
    await stepOf(db, yaml(server, 'complete: false')).run(minutes(27 * 60));
    expect(conditional()).toBe(false);
  });

  test('is read whole again when only its mapping changed', async () => {
    [feed, version] = ['name,post\nПовар,Токарь\n', '"one"'];
    const server = await serve(handler);
    const mapped = (title: string) =>
      `[{ name: a, format: csv, url: "${server.base}/", trusted: true, mapping: { id: name, title: ${title} } }]`;
    await stepOf(db, mapped('name')).run(NOW);
    expect(await stepOf(db, mapped('name')).run(minutes(60))).toMatchObject({ read: 1, unchanged: 1 });
    expect(await stepOf(db, mapped('post')).run(minutes(120))).toMatchObject({ read: 1, changed: 1 });
    expect(await openOf(db, 'a')).toEqual(['Токарь']);
  });

  test('that could not be taken is not kept as known', async () => {
    [feed, version] = ['{"id":1}', '"one"'];
    const server = await serve(handler);
    await stepOf(db, yaml(server)).run(NOW);
    await stepOf(db, yaml(server)).run(minutes(60));
    expect(server.asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
  });
});

describe('a run that broke between two pages', () => {
  /** Five pages of a hundred; `failing` answers 404 as long as it is among the pages. */
  let failing: number | null;
  let total: number;
  const api: RequestListener = (request, response) => {
    const page = Number(new URL(request.url!, 'http://x').searchParams.get('offset'));
    if (page === failing) return void response.writeHead(404).end();
    const vacancies = Array.from({ length: Math.min(100, total - page * 100) }, (_, i) => ({
      vacancy: { id: `v${page * 100 + i}`, 'job-name': `Слесарь ${page * 100 + i}` },
    }));
    response.end(JSON.stringify({ status: '200', meta: { total }, results: { vacancies } }));
  };
  const yaml = (server: TestServer, more = '') =>
    `[{ name: a, format: trudvsem, url: "${server.base}/", trusted: true, complete: true, ${more} }]`;
  const pagesOf = (server: TestServer) => server.asked.map(({ url }) => /offset=(\d+)/.exec(url!)![1]).join();

  test('goes on there within a day, as the same run, and what it saw before counts as seen', async () => {
    [failing, total] = [null, 500];
    const server = await serve(api);
    const collect = stepOf(db, yaml(server));
    await collect.run(NOW);
    await collect.run(minutes(60));
    server.asked.length = 0;
    failing = 3;
    expect(await collect.run(minutes(120))).toMatchObject({ sourcesFailed: 1, read: 300, unchanged: 300 });
    expect((await runs()).at(-1)).toMatchObject({ failed: true, at_page: '3', read: 300 });
    failing = null;
    await db.query('update source_run set took_ms = 100000 where id = (select max(id) from source_run)');
    expect(await collect.run(minutes(121))).toMatchObject({ sourcesFailed: 0, read: 500, unchanged: 500 });
    expect(pagesOf(server)).toBe('0,1,2,3,3,4');
    const all = await runs();
    expect(all).toHaveLength(3);
    expect(all[2]).toMatchObject({ failed: false, at_page: null, read: 500, closed: 0, ended: true });
    // What its first part took is of the same run.
    const [parts] = await db.query<{ took: number }>('select max(took_ms) as took from source_run');
    expect(parts?.took).toBeGreaterThanOrEqual(100_000);
    expect(await db.query('select distinct missed_runs, closed_at from vacancy')).toEqual([
      { missed_runs: 0, closed_at: null },
    ]);
  });

  test('closes what both of its parts missed', async () => {
    [failing, total] = [null, 500];
    const server = await serve(api);
    const collect = stepOf(db, yaml(server));
    await collect.run(NOW);
    total = 450;
    await collect.run(minutes(60));
    failing = 2;
    expect(await collect.run(minutes(120))).toMatchObject({ sourcesFailed: 1, closed: 0 });
    failing = null;
    expect(await collect.run(minutes(125))).toMatchObject({ read: 450, closed: 50 });
    expect(await openOf(db, 'a')).toHaveLength(450);
  });

  test('begins anew after a day, after another entry, and when it came no further the last time', async () => {
    [failing, total] = [2, 500];
    const server = await serve(api);
    const pages = async (at: number, more = '') => {
      server.asked.length = 0;
      await stepOf(db, yaml(server, more)).run(minutes(at));
      return pagesOf(server);
    };
    expect(await pages(0)).toBe('0,1,2');
    expect(await pages(10)).toBe('2');
    expect(await pages(20)).toBe('0,1,2');
    expect(await pages(30, 'title: B')).toBe('0,1,2');
    expect(await pages(30 + 24 * 60, 'title: B')).toBe('0,1,2');
    failing = null;
    expect(await pages(60 + 24 * 60, 'title: B')).toBe('2,3,4');
  });

  test('keeps what changed on the pages before, not only what was new', async () => {
    [failing, total] = [null, 200];
    const server = await serve(api);
    await stepOf(db, yaml(server)).run(NOW);
    await db.query(
      "update vacancy set title = 'Старое', content_hash = '', read_hash = null where external_id = 'v7'",
    );
    failing = 1;
    await stepOf(db, yaml(server)).run(minutes(60));
    expect(await db.query("select title, last_seen_at from vacancy where external_id = 'v7'")).toEqual([
      { title: 'Слесарь 7', last_seen_at: minutes(60) },
    ]);
  });
});

describe('several sources', () => {
  test('are read at once, and their answers stand in the order of sources.yaml', async () => {
    let together = 0;
    let release: () => void = () => undefined;
    const all = new Promise<void>((resolve) => {
      release = resolve;
    });
    const handler: RequestListener = (request, response) => {
      if (++together === 3) release();
      // Nobody is answered before all three have asked.
      void all.then(() => response.end(lines(`Повар ${request.headers.host}`)));
    };
    const boards = await Promise.all([serve(handler), serve(handler), serve(handler)]);
    const yaml = boards
      .map(({ base }, n) => `- { name: b${n}, format: ndjson, url: "${base}/", trusted: true }`)
      .join('\n');
    const { outcomes, tally } = await stepOf(db, yaml).collect(NOW);
    expect(outcomes.map(({ name }) => name)).toEqual(['b0', 'b1', 'b2']);
    expect(tally).toMatchObject({ sources: 3, added: 3, sourcesFailed: 0 });
  });

  test('with the same vacancies make one cluster of each, whoever stores first', async () => {
    const body = 'Готовить обеды и ужины по меню столовой, следить за чистотой кухни. '.repeat(8);
    const feed = Array.from({ length: 300 }, (_, n) =>
      JSON.stringify({
        id: n,
        title: `Повар ${n}`,
        employer: `Столовая ${n % 7}`,
        description: `${body}${n}`,
      }),
    );
    const boards = await Promise.all(
      [0, 1, 2, 3].map((n) =>
        serve((_, response) => void response.end((n % 2 === 0 ? feed : feed.toReversed()).join('\n'))),
      ),
    );
    const yaml = boards.map(
      ({ base }, n) => `- { name: b${n}, format: ndjson, url: "${base}/", trusted: true }`,
    );
    expect(await stepOf(db, yaml.join('\n')).run(NOW)).toMatchObject({ added: 1200, sourcesFailed: 0 });
    const [found] = await db.query(
      'select count(*)::int as n, count(distinct cluster_id)::int as c from vacancy',
    );
    expect(found).toEqual({ n: 1200, c: 300 });
  }, 60_000);

  test('on one host are asked one after another', async () => {
    const server = await serve((_, response) => void setTimeout(() => response.end(lines('Повар')), 30));
    const yaml = ['a', 'b', 'c'].map(
      (name) => `- { name: ${name}, format: ndjson, url: "${server.base}/${name}", trusted: true }`,
    );
    await stepOf(db, yaml.join('\n')).run(NOW);
    expect(server.asked).toHaveLength(3);
    expect(server.mostAtOnce).toBe(1);
  });

  test('that another process reads are left to it, and are told so when they are asked for by name', async () => {
    const server = await serve((_, response) => void response.end(lines('Повар')));
    const collect = stepOf(db, `[{ name: a, format: ndjson, url: "${server.base}/", trusted: true }]`);
    await collect.run(NOW);
    const [{ id }] = (await db.query<{ id: number }>('select id from source')) as [{ id: number }];
    const other = await RunGuard.open(db.dataSource);
    expect(await other.take([id])).toEqual(new Set([id]));
    expect(await collect.run(minutes(60))).toMatchObject({ sources: 0, read: 0 });
    await expect(collect.collect(minutes(60), 'a')).rejects.toThrow(
      'Source "a" is being read by another process just now.',
    );
    await other.close();
    expect(await collect.run(minutes(60))).toMatchObject({ sources: 1, read: 1 });
  });
});

test('a key is taken from the environment, and a source whose key is missing says which variable to set', async () => {
  const server = await serve((_, response) => void response.end(lines('Повар')));
  const yaml = `[{ name: a, format: ndjson, url: "${server.base}/", trusted: true, key: BOARD_KEY, keyHeader: X-Key }]`;
  const missing = await stepOf(db, yaml, { env: {} }).collect(NOW);
  expect(missing.outcomes[0]!.error).toBe(
    'Its key is missing: set the variable BOARD_KEY in the environment of the service.',
  );
  const odd = await stepOf(db, yaml, { env: { BOARD_KEY: 'ключ-секрет' } }).collect(minutes(10));
  expect(odd.outcomes[0]!.error).toContain('BOARD_KEY');
  expect(odd.outcomes[0]!.error).not.toContain('секрет');
  expect(server.asked).toEqual([]);
  expect(await stepOf(db, yaml, { env: { BOARD_KEY: ' s3cret\n' } }).run(minutes(20))).toMatchObject({
    added: 1,
  });
  expect(server.asked[0]!.headers['x-key']).toBe('s3cret');
  const kept = await db.query('select * from source s join source_run r on r.source_id = s.id');
  expect(kept).toHaveLength(3);
  expect(JSON.stringify(kept)).not.toContain('s3cret');
});
