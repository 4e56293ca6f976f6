import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkUrl, isPublicAddress } from '../../src/collect/fetch/guard.js';
import { PoliteFetch, type PoliteOptions } from '../../src/collect/fetch/polite-fetch.js';
import { FeedError } from '../../src/collect/formats/inflate.js';
import { normalisePay } from '../../src/collect/normalise/pay.js';
import { normaliseTerms } from '../../src/collect/normalise/vocabulary.js';
import type { ReadItem } from '../../src/collect/posting.js';
import { readSources } from '../../src/collect/sources/read-sources.js';
import { sourceItems } from '../../src/collect/sources/source-items.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let base: string;
/** What the server does next, in order; then it pages. */
let script: Handler[];
let asked: IncomingMessage[];
let waits: number[];
let total: number;

beforeEach(async () => {
  script = [];
  asked = [];
  waits = [];
  total = 230;
  server = createServer((request, response) => {
    asked.push(request);
    (script.shift() ?? page)(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const vacancy = (number: number, more: Record<string, unknown> = {}) => ({
  vacancy: { id: `v-${number}`, 'job-name': `Слесарь ${number}`, ...more },
});

const page: Handler = (request, response) => {
  const { searchParams } = new URL(request.url!, base);
  const [offset, limit] = [Number(searchParams.get('offset')), Number(searchParams.get('limit'))];
  const count = Math.max(0, Math.min(limit, total - offset * limit));
  const vacancies = Array.from({ length: count }, (_, index) => vacancy(offset * limit + index + 1));
  const results = count === 0 ? {} : { vacancies };
  response.setHeader('content-type', 'application/json;charset=utf-8');
  response.end(JSON.stringify({ status: '200', meta: { total, limit }, results }));
};
const status =
  (code: number, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    void response.writeHead(code, headers).end('later');
const json =
  (value: unknown): Handler =>
  (_, response) =>
    void response.end(JSON.stringify(value));
const broken: Handler = (_, response) => void response.destroy();

const options = (): PoliteOptions => ({
  publicUrl: 'https://vestnik.example.org',
  trusted: true,
  timeout: 2_000,
  wait: async (ms) => waits.push(ms),
});

/** What a source of this address listed until its end or its failure. */
async function collect(
  path = '/api/v1/vacancies',
  trusted = true,
): Promise<{ items: ReadItem[]; said: string | null }> {
  const yaml = `sources: [{ name: t, format: trudvsem, url: "${base}${path}", trusted: ${trusted} }]`;
  const items: ReadItem[] = [];
  try {
    for await (const item of sourceItems(readSources(yaml, '/sources.yaml')[0]!, options())) {
      if (item.kind === 'posting' || item.kind === 'rejected') items.push(item);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(FeedError);
    return { items, said: (error as Error).message };
  }
  return { items, said: null };
}

const ids = (items: ReadItem[]) =>
  items.map((item) => (item.kind === 'posting' ? item.posting.externalId : null));

describe('paging', () => {
  test('reads every page once, the offset being the number of the page', async () => {
    const { items, said } = await collect('/api/v1/vacancies/region/7700000000000?text=слесарь');
    expect(said).toBeNull();
    expect(ids(items)).toEqual(Array.from({ length: 230 }, (_, i) => `v-${i + 1}`));
    expect(asked.map(({ url }) => new URL(url!, base).search)).toEqual(
      [0, 1, 2].map((n) => `?text=${encodeURIComponent('слесарь')}&limit=100&offset=${n}`),
    );
    expect(items[100]!.position).toBe('page 2, item 1');
  });

  test('an empty list is an empty feed, not a fault', async () => {
    total = 0;
    expect(await collect()).toEqual({ items: [], said: null });
  });

  test('introduces itself with a contact', async () => {
    await collect();
    expect(asked[0]!.headers['user-agent']).toBe('Vestnik (+https://vestnik.example.org)');
  });

  test('a list that ends long before its own total is not taken for whole', async () => {
    script = [page, json({ status: '200', meta: { total: 230 }, results: {} })];
    const { items, said } = await collect();
    expect(items).toHaveLength(100);
    expect(said).toBe(
      'Page 2 of the API is empty after 100 of 230 vacancies: narrow the address by a region or by text=….',
    );
  });

  test('without a total the first empty page is the end', async () => {
    script = [
      json({ status: '200', results: { vacancies: [vacancy(1)] } }),
      json({ status: '200', results: {} }),
    ];
    expect(ids((await collect()).items)).toEqual(['v-1']);
  });
});

describe('a server in trouble', () => {
  test('is asked again after the time that it names, in seconds or as a date', async () => {
    script = [
      status(429, { 'retry-after': '7' }),
      page,
      status(503, {
        date: 'Tue, 24 Nov 2026 09:00:00 GMT',
        'retry-after': 'Tue, 24 Nov 2026 09:00:30 GMT',
      }),
    ];
    const { items, said } = await collect();
    expect(said).toBeNull();
    expect(items).toHaveLength(230);
    expect(waits).toEqual([7_000, 30_000]);
  });

  test('is asked five times with longer and longer waits, and what came before stays', async () => {
    script = [page, status(500), broken, status(502), status(503), status(500)];
    const { items, said } = await collect();
    expect(items).toHaveLength(100);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(said).toBe(`${new URL(base).host} answered with status 500 instead of 200.`);
  });

  test('is left alone when it asks for an hour', async () => {
    script = [status(429, { 'retry-after': '3600' })];
    expect((await collect()).said).toContain('status 429');
    expect(waits).toEqual([]);
  });

  test('is not asked again after a 404', async () => {
    script = [status(404)];
    expect((await collect()).said).toContain('status 404');
    expect(asked).toHaveLength(1);
  });

  test('that says nothing is given up in time and asked again', async () => {
    const fetcher = new PoliteFetch({ ...options(), timeout: 300 });
    script = [() => undefined, status(404)];
    await expect(fetcher.text(new URL(base))).rejects.toThrow('status 404');
    expect(waits).toEqual([1_000]);
    await fetcher.close();
  });

  test('whose answer is no JSON, or says another status, is told with the page', async () => {
    script = [page, (_, response) => void response.end('<html>')];
    expect((await collect()).said).toMatch(/^Page 2 of the API is HTML or XML, not JSON: /);
    script = [json({ status: '500', results: {} })];
    expect((await collect()).said).toBe('Page 1 of the API says status "500".');
    script = [json([1, 2])];
    expect((await collect()).said).toBe('Page 1 of the API is no list of vacancies.');
  });

  test('whose page is endless or inflates endlessly is cut off', async () => {
    const huge = 40 * 1024 ** 2;
    script = [(_, response) => void response.end(Buffer.alloc(huge, 32))];
    expect((await collect()).said).toContain('larger than');
    script = [
      (_, response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync(Buffer.alloc(30 * 1024 ** 2, 32)));
      },
    ];
    expect((await collect()).said).toContain('more than 200 times');
  });

  test('that compresses its pages is read', async () => {
    total = 1;
    script = [
      (_, response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(
          gzipSync(
            JSON.stringify({ status: '200', meta: { total: 1 }, results: { vacancies: [vacancy(1)] } }),
          ),
        );
      },
    ];
    expect(ids((await collect()).items)).toEqual(['v-1']);
  });
});

describe('addresses', () => {
  test('a private address is refused unless the source is trusted', async () => {
    const { items, said } = await collect('/', false);
    expect([items, asked]).toEqual([[], []]);
    expect(said).toMatch(/unless the source is trusted: true/);
  });

  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::1]/',
    'http://10.1.2.3/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00::1]/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'http://user:secret@example.org/',
    'http://example.org:8080/',
  ])('%s is refused before anything is sent', (address) => {
    expect(() => checkUrl(new URL(address), false)).toThrow(FeedError);
  });

  test('public ones are not', () => {
    for (const address of [
      'https://opendata.trudvsem.ru/api/v1/vacancies',
      'http://8.8.8.8/',
      'https://[2a00:1450::1]/',
    ]) {
      expect(() => checkUrl(new URL(address), false)).not.toThrow();
    }
  });

  test('special ranges are not public, whatever their family', () => {
    const special = ['100.64.0.1', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '0.0.0.0'];
    const special6 = [
      '::',
      '::1',
      'fe80::1',
      'fc00::1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001:db8::1',
      '::ffff:8.8.8.8',
    ];
    for (const address of [...special, ...special6, 'localhost', ''])
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
    for (const address of ['1.1.1.1', '172.32.0.1', '2a02:6b8::1'])
      expect(isPublicAddress(address)).toBe(true);
  });

  test('a name that leads to a private address is refused when it is connected to', async () => {
    const fetcher = new PoliteFetch({ ...options(), trusted: false });
    await expect(fetcher.text(new URL('http://localhost/'))).rejects.toThrow(
      'localhost is an address of a private net',
    );
    expect(waits).toEqual([]);
    await fetcher.close();
  });

  test('a redirect is followed three times, and only to addresses that may be asked', async () => {
    const to = (location: string) => status(302, { location });
    total = 0;
    script = [to('/a'), to('/b'), to('/c')];
    expect((await collect()).said).toBeNull();
    script = [to('/a'), to('/b'), to('/c'), to('/d')];
    expect((await collect()).said).toContain('redirects more than 3 times');
    script = [to('file:///etc/passwd')];
    expect((await collect()).said).toBe('Only http and https addresses are fetched, not file://….');
  });
});

describe('a vacancy', () => {
  const read = async (fields: Record<string, unknown>) => {
    script = [json({ status: '200', meta: { total: 1 }, results: { vacancies: [vacancy(1, fields)] } })];
    const [item] = (await collect()).items;
    if (item?.kind !== 'posting') throw new Error('It was not read.');
    return item.posting;
  };

  test('gives every field that is kept', async () => {
    const posting = await read({
      source: 'Служба занятости',
      vac_url: 'https://trudvsem.example.org/vacancy/card/1/2',
      'creation-date': '2026-11-20',
      salary: 'от 50000',
      salary_min: '50000',
      salary_max: 70000,
      currency: '«руб.»',
      employment: 'Полная занятость',
      schedule: 'Сменный график',
      duty: '<p>Чинить насосы</p>',
      region: { region_code: '4300000000000', name: 'Кировская область' },
      company: { name: 'МУП "Водоканал Кисельный"', inn: '0', 'hr-agency': false },
      requirement: { education: 'Среднее', experience: 3, qualification: '<p>Четвёртый разряд</p>' },
      addresses: { address: [{ location: 'г. Киров, ул. Насосная, 4', lng: '49', lat: '58' }] },
    });
    expect(posting).toMatchObject({
      externalId: 'v-1',
      url: 'https://trudvsem.example.org/vacancy/card/1/2',
      origin: 'Служба занятости',
      title: 'Слесарь 1',
      employer: 'МУП "Водоканал Кисельный"',
      agency: false,
      places: ['г. Киров, ул. Насосная, 4, Кировская область'],
      publishedAt: '2026-11-20',
    });
    expect(posting.body).toContain('Чинить насосы');
    expect(posting.body).toContain('Четвёртый разряд');
    expect(normalisePay(posting.pay, () => 1)).toMatchObject({ from: 50000, to: 70000, currency: 'RUB' });
    expect(normaliseTerms(posting)).toEqual({
      experience: '3-6',
      schedule: ['shift'],
      employment: ['full'],
      workFormat: [],
      unmapped: [],
    });
  });

  test('without pay, experience or address states none, and stands in its region', async () => {
    const posting = await read({
      salary_min: 0,
      salary_max: '0',
      requirement: { experience: 0 },
      region: { name: 'Город Москва' },
      addresses: {},
    });
    expect(normalisePay(posting.pay, () => 1)).toMatchObject({ from: null, to: null });
    expect(normaliseTerms(posting).experience).toBe('none');
    expect(posting.places).toEqual(['Город Москва']);
  });

  test('with a field of another kind than promised loses only that field', async () => {
    const posting = await read({ company: [], region: 'x', addresses: { address: 'x' }, duty: { a: 1 } });
    expect(posting).toMatchObject({ title: 'Слесарь 1', employer: null, places: [], body: null });
  });

  test('that is none is rejected with its place and raw text, and the rest is read', async () => {
    script = [
      json({ status: '200', meta: { total: 2 }, results: { vacancies: [{ vakansia: 1 }, vacancy(2)] } }),
    ];
    const { items } = await collect();
    expect(items[0]).toEqual({
      kind: 'rejected',
      position: 'page 1, item 1',
      reason: 'not-a-posting',
      detail: 'It holds no "vacancy".',
      raw: '{"vakansia":1}',
    });
    expect(ids(items)[1]).toBe('v-2');
  });
});
