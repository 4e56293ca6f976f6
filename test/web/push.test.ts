import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { holderOf, makeKey } from '../../src/collect/push/keys.js';
import { revokeKeys } from '../../src/collect/push/keys.sql.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from './start-web.js';

let db: TestDatabase;
let web: Web;
let key: string;
beforeAll(async () => {
  db = await testDatabase();
  web = await startWeb(db.dataSource);
});
afterAll(async () => {
  await web.close();
  await db.close();
});
beforeEach(async () => {
  await db.query('truncate vacancy, source_run, rejected_posting, source_key, source, rate_limit cascade');
  ({ key } = await makeKey(db.dataSource, { name: 'union' }, new Date()));
});

interface Call {
  method: string;
  path: string;
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  key?: string | null;
}

/** Asks the API as an integrator would. */
async function call({ method, path, body, headers = {}, key: shown = key }: Call) {
  const response = await fetch(`${web.url}/api/v1/sources/${path}`, {
    method,
    headers: { ...(shown !== null && { Authorization: `Bearer ${shown}` }), ...headers },
    ...(body !== undefined && { body }),
  });
  const json = (await response.json()) as Record<string, unknown>;
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    json,
  };
}

const JSON_BODY = { 'Content-Type': 'application/json' };
const put = (id: string, body: object | string, rest: Partial<Call> = {}) =>
  call({
    method: 'PUT',
    path: `union/vacancies/${encodeURIComponent(id)}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: JSON_BODY,
    ...rest,
  });

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  call({
    method: 'POST',
    path: 'union/vacancies',
    body,
    headers: { 'Content-Type': 'application/x-ndjson', ...headers },
  });

const remove = (id: string) => call({ method: 'DELETE', path: `union/vacancies/${encodeURIComponent(id)}` });

const COOK = { title: 'Повар', employer: 'ООО «Столовая»', city: 'Казань', description: 'Готовить обеды.' };

const stored = () =>
  db.query<Record<string, unknown>>(
    `select external_id as id, title, url, seq is not null as published, closed_reason as closed from vacancy order by 1`,
  );

describe('one vacancy at a time', () => {
  test('a new one is created, the same again changes nothing, another text changes it', async () => {
    const first = await put('7', COOK);
    expect([first.status, first.json]).toEqual([201, { source: 'union', id: '7', result: 'added' }]);
    const [before] = await db.query<{ seq: string }>('select seq, content_hash, changed_in from vacancy');
    const again = await put('7', COOK);
    expect([again.status, again.json.result]).toEqual([200, 'unchanged']);
    expect(await db.query('select seq, content_hash, changed_in from vacancy')).toEqual([before]);
    const changed = await put('7', { ...COOK, title: 'Су-шеф' });
    expect([changed.status, changed.json.result]).toEqual([200, 'changed']);
    expect(await stored()).toEqual([{ id: '7', title: 'Су-шеф', url: null, published: true, closed: null }]);
  });

  test('it is published at once, so that alerts see it', async () => {
    await put('7', COOK);
    expect(await stored()).toMatchObject([{ published: true }]);
  });

  test('of many who send the same at once one creates it, and nobody fails', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => put('7', COOK)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(await stored()).toHaveLength(1);
  });

  test('it is closed by DELETE, twice as well as once, and opened again by the same text', async () => {
    await put('7', COOK);
    expect((await remove('7')).json).toEqual({ source: 'union', id: '7', result: 'closed' });
    expect(await stored()).toMatchObject([{ closed: 'withdrawn' }]);
    const closedAt = await db.query('select closed_at, changed_in from vacancy');
    const again = await remove('7');
    expect(await db.query('select closed_at, changed_in from vacancy')).toEqual(closedAt);
    expect([again.status, again.json.result]).toEqual([200, 'unchanged']);
    expect((await remove('8')).status).toBe(404);
    const back = await put('7', COOK);
    expect([back.status, back.json.result]).toEqual([200, 'returned']);
    expect(await stored()).toMatchObject([{ closed: null }]);
  });

  test('a slash, a space and an emoji in an id are one id in the address and in a row', async () => {
    await put('отдел/7 🚀', COOK);
    const { json } = await post(JSON.stringify({ id: 'отдел/7 🚀', ...COOK }));
    expect(json.rows).toEqual([{ row: 1, id: 'отдел/7 🚀', result: 'unchanged' }]);
    expect((await remove('отдел/7 🚀')).status).toBe(200);
  });

  test('a body with another id than its address is refused, and says both', async () => {
    const { status, type, json } = await put('7', { id: '8', ...COOK });
    expect([status, type]).toEqual([422, 'application/problem+json; charset=utf-8']);
    expect(json).toMatchObject({
      status: 422,
      reason: 'not-a-posting',
      detail: expect.stringContaining('"8"'),
    });
    expect((await put('7', { id: 7, ...COOK })).status).toBe(201);
  });

  test('pay period, agency, expiry and what else docs/formats.md names are understood', async () => {
    await put('7', {
      ...COOK,
      salary_from: 600_000,
      salary_period: 'year',
      currency: 'RUB',
      gross: true,
      agency: true,
      expires_at: '2099-01-02',
    });
    const [row] = await db.query(
      'select pay_period, pay_gross, pay_month_rub, agency, expires_at from vacancy',
    );
    expect(row).toEqual({
      pay_period: 'year',
      pay_gross: true,
      pay_month_rub: 50_000,
      agency: true,
      expires_at: new Date('2099-01-02T20:59:59.999Z'),
    });
  });

  test('a script for a link is left out, a NUL and direction marks too, and emoji stay', async () => {
    expect(
      (await put('7', { ...COOK, url: 'javascript:alert(1)', title: 'Повар\u0000 🍲 \u202eшеф' })).status,
    ).toBe(201);
    expect(await stored()).toMatchObject([{ title: 'Повар 🍲 шеф', url: null }]);
  });

  test.each([
    ['broken JSON', '{"title": "Пов', 'broken-json'],
    ['a list', '[{"title": "Повар"}]', 'not-a-posting'],
    ['no title', '{"employer": "Столовая"}', 'no-title'],
    ['nothing', '', 'broken-json'],
  ])(
    '%s is refused with a sentence, stores nothing and is kept for the operator',
    async (_, body, reason) => {
      const { status, json } = await put('7', body);
      expect([status, json.reason]).toEqual([422, reason]);
      expect(String(json.detail)).toMatch(/^[A-Z].+\.$/s);
      expect(await stored()).toEqual([]);
      expect(await db.query('select position, reason from rejected_posting')).toEqual([
        { position: 'id 7', reason },
      ]);
    },
  );

  test('bytes that are no UTF-8 are refused', async () => {
    const body = new Uint8Array([...new TextEncoder().encode('{"title": "'), 0xcf, 0xee, 0x22, 0x7d]);
    const { status, json } = await call({
      method: 'PUT',
      path: 'union/vacancies/7',
      body,
      headers: JSON_BODY,
    });
    expect([status, json.detail]).toEqual([422, 'The body is not UTF-8.']);
  });

  test('an id without a visible sign is refused', async () => {
    expect((await put('\u200b', COOK)).status).toBe(422);
  });

  test('a body of 2 MB is refused, however it is announced', async () => {
    const body = JSON.stringify({ ...COOK, description: 'я'.repeat(1024 ** 2) });
    expect((await put('7', body)).status).toBe(413);
    const packed = await put('7', '', {
      body: new Uint8Array(gzipSync(body)),
      headers: { ...JSON_BODY, 'Content-Encoding': 'gzip' },
    });
    expect(packed.status).toBe(413);
    expect(await stored()).toEqual([]);
  });

  test('a body that does not say its length is refused too, and whoever sent it is heard again', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (method: string, path: string, pieces: number) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { Authorization: `Bearer ${key}`, ...JSON_BODY };
        const asked = request(`${web.url}${path}`, { agent, method, headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        });
        asked.on('error', reject);
        for (let i = 0; i < pieces; i++) asked.write(' '.repeat(64 * 1024));
        asked.end();
      });
    const refused = await ask('PUT', '/api/v1/sources/union/vacancies/7', 64);
    const next = await ask('GET', '/healthz', 0);
    agent.destroy();
    expect([refused, next]).toEqual([413, 200]);
  }, 10_000);

  test('single pushes of an hour share a run with all their counts; the next hour has another', async () => {
    await Promise.all(['1', '2', '3', '4'].map((id) => put(id, { ...COOK, schedule: `звёздный ${id}` })));
    await put('1', { ...COOK, schedule: 'звёздный 1' });
    await put('5', '{');
    await remove('2');
    const hours = await db.query<{ runs: number }>(
      `select count(distinct push_hour)::int as runs from source_run`,
    );
    const [sum] = await db.query(
      `select count(*)::int as runs, sum(read)::int as read, sum(added)::int as added,
              sum(unchanged)::int as unchanged, sum(closed)::int as closed,
              sum((rejected->>'broken-json')::int)::int as broken,
              max((unmapped->>'schedule: звездный 1')::int) as unmapped
         from source_run where finished_at is not null and error is null`,
    );
    expect(sum).toEqual({
      runs: hours[0]!.runs,
      read: 6,
      added: 4,
      unchanged: 1,
      closed: 1,
      broken: 1,
      unmapped: 2,
    });
  });
});

describe('many in one request', () => {
  const line = (id: string, rest: object = {}) => JSON.stringify({ id, ...COOK, ...rest });

  test('every row is answered in its order, and a bad one stops no other', async () => {
    await put('1', COOK);
    await put('2', COOK);
    await put('3', COOK);
    await remove('3');
    const rows = [
      line('1'),
      line('2', { title: 'Су-шеф' }),
      '{"id": "x", "title": "Пов',
      line('3'),
      '',
      line('4', { url: 'javascript:alert(1)' }),
      line('long', { description: 'я'.repeat(2 * 1024 ** 2) }),
      JSON.stringify({ id: 'mute' }),
      line('5', { title: 'Повар 👩‍🍳\u0000' }),
    ];
    const { status, json } = await post(rows.join('\n'));
    expect(status).toBe(200);
    expect(json).toMatchObject({ read: 8, added: 2, changed: 1, unchanged: 1, returned: 1, rejected: 3 });
    const told = json.rows as { row: number; id: string | null; result: string; reason?: string }[];
    expect(told.map(({ row, id, result, reason }) => [row, id, result, reason])).toEqual([
      [1, '1', 'unchanged', undefined],
      [2, '2', 'changed', undefined],
      [3, null, 'rejected', 'broken-json'],
      [4, '3', 'returned', undefined],
      [6, '4', 'added', undefined],
      [7, null, 'rejected', 'too-long'],
      [8, 'mute', 'rejected', 'no-title'],
      [9, '5', 'added', undefined],
    ]);
    const kept = await db.query(`select position, reason from rejected_posting order by position`);
    expect(kept).toEqual([
      { position: 'line 3', reason: 'broken-json' },
      { position: 'line 7', reason: 'too-long' },
      { position: 'line 8', reason: 'no-title' },
    ]);
    expect(await stored()).toHaveLength(5);
    expect((await stored()).every(({ published }) => published)).toBe(true);
  });

  test('the same request twice changes nothing', async () => {
    const body = Array.from({ length: 57 }, (_, i) => line(String(i))).join('\n');
    expect((await post(body)).json).toMatchObject({ read: 57, added: 57 });
    const before = await db.query('select id, seq, content_hash, changed_in from vacancy order by id');
    expect((await post(body)).json).toMatchObject({ read: 57, added: 0, changed: 0, unchanged: 57 });
    expect(await db.query('select id, seq, content_hash, changed_in from vacancy order by id')).toEqual(
      before,
    );
  });

  test('of an id that comes again the last row is what is stored', async () => {
    const rows = [line('1'), line('1', { title: 'Су-шеф' }), line('1', { title: 'Су-шеф' }), line('1')];
    const { json } = await post(rows.join('\n'));
    expect((json.rows as { result: string }[]).map(({ result }) => result)).toEqual([
      'added',
      'changed',
      'unchanged',
      'changed',
    ]);
    expect(await stored()).toMatchObject([{ title: 'Повар' }]);
  });

  test('what a request leaves out stays open', async () => {
    await post([line('1'), line('2')].join('\n'));
    for (let i = 0; i < 3; i++) await post(line('1'));
    expect((await stored()).map(({ closed }) => closed)).toEqual([null, null]);
  });

  test('gzip is read as such, with its header or without', async () => {
    const packed = new Uint8Array(gzipSync([line('1'), line('2')].join('\n')));
    expect((await post(packed)).json).toMatchObject({ added: 2 });
    expect((await post(packed, { 'Content-Encoding': 'gzip' })).json).toMatchObject({ unchanged: 2 });
    const damaged = await post(packed.slice(0, packed.length - 12));
    expect([damaged.status, String(damaged.json.detail)]).toEqual([
      422,
      expect.stringContaining('damaged or not whole'),
    ]);
  });

  test('of more than ten thousand rows those before are taken, and the answer says so', async () => {
    await put('1', COOK);
    const { status, json } = await post(`${line('1')}\n${line('2')}\n${'{}\n'.repeat(9_998)}${line('3')}`);
    expect([status, json.taken]).toEqual([413, 2]);
    expect((await stored()).map(({ id }) => id)).toEqual(['1', '2']);
    expect(json.detail).toContain('One request takes at most 10000 rows');
  }, 120_000);

  test('a request that says it brings more than 64 MB is refused before it is read', async () => {
    const { status } = await post(new Uint8Array(64 * 1024 ** 2 + 1));
    expect(status).toBe(413);
    expect(await db.query('select from source_run')).toEqual([]);
  });

  test('a sender who goes away leaves what was whole, and the run says so', async () => {
    const sent = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start: (stream) =>
        stream.enqueue(
          new TextEncoder().encode(
            `${line('1')}\n${line('2', { description: 'Готовить. '.repeat(100) })}\n{"id"`,
          ),
        ),
    });
    const asked = fetch(`${web.url}/api/v1/sources/union/vacancies`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/x-ndjson' },
      body,
      duplex: 'half',
      signal: sent.signal,
    } as RequestInit);
    setTimeout(() => sent.abort(), 300);
    await expect(asked).rejects.toThrow();
    let run: { error: string | null; read: number } | undefined;
    for (let i = 0; i < 100 && !run?.error; i++) {
      [run] = await db.query<{ error: string | null; read: number }>('select error, read from source_run');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(run).toEqual({ error: 'The request broke off before its end: send it again.', read: 2 });
    expect((await stored()).map(({ published }) => published)).toEqual([true, true]);
  });
});

describe('who may push', () => {
  test('no key, a wrong one, a damaged one and a revoked one are 401 and store nothing', async () => {
    const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
    const [{ id }] = (await db.query<{ id: number }>('select id from source_key')) as [{ id: number }];
    const source = (await holderOf(db.dataSource, key, new Date()))!.source;
    for (const shown of [
      null,
      `${wrong.slice(0, 20)}x${wrong.slice(21)}`,
      'secret',
      `vestnik_999_${'a'.repeat(43)}`,
    ]) {
      const { status, headers, type } = await put('7', COOK, { key: shown });
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(type).toContain('application/problem+json');
    }
    await revokeKeys(db.dataSource, { source, id, now: new Date() });
    expect((await put('7', COOK)).status).toBe(401);
    expect(await stored()).toEqual([]);
  });

  test('a key opens its own source alone', async () => {
    const other = await makeKey(db.dataSource, { name: 'city' }, new Date());
    expect((await put('7', COOK, { key: other.key })).status).toBe(403);
    for (const name of ['nobody', 'a%00b', '..%2fdemo', 'Union', 'я'.repeat(200)]) {
      expect((await put('7', COOK, { path: `${name}/vacancies/7` })).status).toBe(404);
    }
    expect(await stored()).toEqual([]);
  });

  test('only the hash of a key is kept, and when it was used', async () => {
    await put('7', COOK);
    const rows = await db.query<{ row: string }>('select k::text as row from source_key k');
    expect(rows[0]!.row).not.toContain(key.split('_')[2]!);
    expect(await db.query('select key_hash, last_used_at from source_key')).toEqual([
      { key_hash: expect.any(Buffer), last_used_at: expect.any(Date) },
    ]);
    expect(JSON.stringify(web.logged)).not.toContain(key.split('_')[2]!);
  });

  test('a request from another site needs a key like any other, and no cookie', async () => {
    const foreign = { ...JSON_BODY, 'Sec-Fetch-Site': 'cross-site', Origin: 'https://elsewhere.example' };
    expect((await put('7', COOK, { headers: foreign })).status).toBe(201);
    expect((await put('7', COOK, { headers: foreign, key: null })).status).toBe(401);
  });

  test('another type of body is 415, also the one that curl names by itself', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/x-ndjson']) {
      const { status, json } = await put('7', COOK, { headers: { 'Content-Type': type } });
      expect([status, String(json.detail)]).toEqual([415, expect.stringContaining('application/json')]);
    }
    expect((await post('{}', { 'Content-Type': 'application/json' })).status).toBe(415);
    expect((await post('{}', { 'Content-Encoding': 'br' })).status).toBe(415);
    const long = await put('7', 'x'.repeat(100_000), {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect(long.status).toBe(415);
  });

  test('a key is good for 600 requests a minute', async () => {
    const { keyId } = (await holderOf(db.dataSource, key, new Date()))!;
    await db.query(
      `insert into rate_limit select 'push:' || $1, now() - make_interval(secs => 10 * n), 150
         from generate_series(0, 5) n`,
      [keyId],
    );
    const { status, headers, json } = await put('7', COOK);
    expect([status, headers.get('retry-after')]).toEqual([429, '60']);
    expect(json.detail).toContain('600 requests a minute');
  });

  test('an address that the API lacks is a problem in JSON', async () => {
    const { status, type } = await call({ method: 'GET', path: 'union' });
    expect([status, type]).toEqual([404, 'application/problem+json; charset=utf-8']);
  });
});
