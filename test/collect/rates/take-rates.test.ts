import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { addRatesCommand } from '../../../src/collect/rates/rates-command.js';
import { refreshRates } from '../../../src/collect/rates/refresh-rates.js';
import { takeRates } from '../../../src/collect/rates/take-rates.js';
import { SayError, type WithWorld } from '../../../src/kit/command.js';
import { readConfig } from '../../../src/kit/config.js';
import { createLog } from '../../../src/kit/log.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { day, posting, take } from '../support.js';
import { bytesOf, list, NOW, pieces, valute } from './lists.js';

let db: TestDatabase;
let server: Server;
let folder: string;
/** What the server answers next. */
let sent: { status: number; text: string };
let asked: number;

beforeAll(async () => {
  db = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'vestnik-rates-'));
  server = createServer((_, response) => {
    asked++;
    response.writeHead(sent.status, { 'content-type': 'application/xml; charset=windows-1251' });
    response.end(bytesOf(sent.text));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
  await db.close();
});
beforeEach(async () => {
  sent = { status: 200, text: list() };
  asked = 0;
  await db.query('truncate source, vacancy, cluster, employer, rate, tick restart identity cascade');
});
afterEach(() => void jest.restoreAllMocks());

const stored = () =>
  db.query<Record<string, unknown>>(
    `select external_id as id, pay_month_rub as month, pay_point_rub as point, seq, changed_in::bigint as "changedIn"
       from vacancy order by id`,
  );
const takeList = (text: string, now = NOW) => takeRates(db.dataSource, pieces(text), now);

describe('rates that come in', () => {
  test('are stored by their day, and a list of the same day replaces them', async () => {
    expect(await takeList(list())).toEqual({ day: '2026-11-25', currencies: 3, priced: 0 });
    await takeList(list(valute('USD', '81,5')));
    expect(await db.query('select currency, day::text, rub::float8 from rate order by currency')).toEqual([
      { currency: 'EUR', day: '2026-11-25', rub: 92.5 },
      { currency: 'KZT', day: '2026-11-25', rub: 0.155 },
      { currency: 'USD', day: '2026-11-25', rub: 81.5 },
    ]);
  });

  test('price the next postings, by the last day that is not ahead', async () => {
    await takeList(list(valute('USD', '80'), '24.11.2026'));
    await takeList(list(valute('USD', '90'), '30.11.2026'));
    const dollars = posting('1', { pay: { from: 1000, to: 2000, currency: 'USD' } });
    await take(db.dataSource, [dollars], { now: NOW });
    expect(await stored()).toMatchObject([{ month: 160_000, point: 120_000 }]);
  });

  test('price what was stored before the first of them came, by the arithmetic of an import, and tell nobody', async () => {
    const pays = [
      { from: 1000, to: 2000, currency: 'USD' },
      { from: 1200, currency: 'EUR' },
      { to: 400_000, currency: 'KZT' },
      { from: 60_000, to: 72_001, currency: 'USD', period: 'year' },
      { from: 30, currency: 'USD', period: 'hour' },
      { from: 5000, currency: 'GEL' },
      { from: 70_000, currency: 'RUB' },
    ];
    const postings = pays.map((pay, i) => posting(String(i), { pay }));
    await take(db.dataSource, postings, { now: day(1) });
    const before = await stored();
    expect(before.map(({ month }) => month)).toEqual([null, null, null, null, null, null, 70_000]);

    expect((await takeList(list())).priced).toBe(4);
    const after = await stored();
    // Asked of an import of the same postings, in a table of its own.
    await db.query('truncate vacancy, cluster cascade');
    await take(db.dataSource, postings, { now: NOW });
    const imported = await stored();
    const sums = (rows: typeof after) => rows.map(({ month, point }) => [month, point]);
    expect(sums(after)).toEqual(sums(imported));
    expect(sums(after)).toEqual([
      [160_200, 120_150],
      [111_000, 111_000],
      [62_000, 62_000],
      [480_607, 440_553],
      [null, null],
      [null, null],
      [70_000, 70_000],
    ]);
    // An index of vacancies sees the four change; nobody is matched anew.
    const changed = after.map(({ changedIn }, i) => changedIn !== before[i]!.changedIn);
    expect(changed).toEqual([true, true, true, true, false, false, false]);
    expect(after.map(({ seq }) => seq)).toEqual(before.map(({ seq }) => seq));
  });

  test('price any number of them, once, and what has no rate still waits for its own', async () => {
    const many = Array.from({ length: 1_300 }, (_, i) =>
      posting(String(i), { pay: { from: 1000 + i, currency: i % 10 === 0 ? 'GEL' : 'USD' } }),
    );
    await take(db.dataSource, many, { now: day(1) });
    expect((await takeList(list())).priced).toBe(1_170);
    expect((await takeList(list())).priced).toBe(0);
    expect((await takeList(list(valute('GEL', '29')))).priced).toBe(130);
  });

  test('leave everything as it was when the list is bad', async () => {
    await takeList(list());
    await expect(takeList(list(valute('USD', '85') + valute('EUR', '0')))).rejects.toThrow('no price');
    expect(await db.query("select rub::float8 from rate where currency = 'USD'")).toEqual([{ rub: 80.1 }]);
  });
});

describe('rates that are asked for', () => {
  const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000);
  const refresh = (now: Date) => {
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/XML_daily.asp`);
    const source = {
      url,
      trusted: true,
      publicUrl: 'https://vestnik.example.org',
      wait: async () => undefined,
    };
    return refreshRates({ db: db.dataSource, log: createLog('silent') }, source, now);
  };

  test('are asked every six hours, by one of all who hear the bell', async () => {
    const taken = await Promise.all([1, 2, 3].map(() => refresh(NOW)));
    expect(taken.filter((one) => one !== null)).toEqual([{ day: '2026-11-25', currencies: 3, priced: 0 }]);
    expect(await refresh(minutes(359))).toBeNull();
    expect(asked).toBe(1);
    expect(await refresh(minutes(360))).not.toBeNull();
    expect(asked).toBe(2);
  });

  test('are asked again an hour after a fault, and what is stored stays in use', async () => {
    await refresh(NOW);
    for (const [at, answer] of [
      [360, { status: 404, text: '' }],
      [420, { status: 200, text: '<html/>' }],
    ] as const) {
      sent = answer;
      expect(await refresh(minutes(at))).toBeNull();
    }
    expect(asked).toBe(3);
    expect(await db.query("select rub::float8 from rate where currency = 'USD'")).toEqual([{ rub: 80.1 }]);
    sent = { status: 200, text: list(valute('USD', '82')) };
    expect(await refresh(minutes(479))).toBeNull();
    expect(await refresh(minutes(480))).toMatchObject({ currencies: 1 });
  });

  test('are not asked of a private net that nobody vouched for', async () => {
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const tools = { db: db.dataSource, log: createLog('silent') };
    expect(await refreshRates(tools, { url, publicUrl: 'https://vestnik.example.org' }, NOW)).toBeNull();
    expect(asked).toBe(0);
  });
});

describe('vestnik rates', () => {
  async function rates(...args: string[]): Promise<string> {
    const world = {
      db: db.dataSource,
      config: readConfig({}, folder),
      log: createLog('silent'),
      secret: Buffer.alloc(32),
    };
    const withWorld: WithWorld = (work) => work(world);
    const program = new Command().exitOverride();
    addRatesCommand(program, withWorld);
    const printed: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    await program.parseAsync(['rates', ...args], { from: 'user' });
    return printed.join('').trimEnd();
  }

  test('takes files and tells what they brought; without one it tells what is in use', async () => {
    expect(await rates()).toMatch(/^No rates are stored: .* RATES_URL\.$/);
    const file = join(folder, 'daily.xml');
    await writeFile(file, bytesOf(list()));
    expect(await rates(file, '--now', NOW.toISOString())).toBe(
      `${file}: 3 rates of 2026-11-25, vacancies priced: 0`,
    );
    expect(await rates('--now', '2026-11-25T12:00+03:00')).toBe(
      'EUR 92.5 (2026-11-25)\nKZT 0.155 (2026-11-25)\nUSD 80.1 (2026-11-25)',
    );
    expect(JSON.parse(await rates('--json', '--now', '2026-11-25T12:00+03:00'))).toMatchObject({
      taken: [],
      rates: [{ currency: 'EUR', rub: 92.5, day: '2026-11-25' }, {}, {}],
    });
  });

  test('says what is wrong with a list, and which one it is', async () => {
    const gone = join(folder, 'gone.xml');
    const fault = await rates(gone).catch((error) => error);
    expect(fault).toBeInstanceOf(SayError);
    expect(fault.message).toBe(`No rates were taken from ${gone}: there is no such file.`);
    await writeFile(join(folder, 'empty.xml'), '');
    await expect(rates(join(folder, 'empty.xml'))).rejects.toThrow(/empty\.xml: The list of rates is empty/);
    await expect(rates('http://127.0.0.1:1/rates.xml')).rejects.toThrow(/^No rates were taken from http/);
  });
});
