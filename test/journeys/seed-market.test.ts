import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { addCollectCommands } from '../../src/collect/collect.commands.js';
import { ensurePlaces } from '../../src/collect/places/ensure-places.js';
import { readConfig } from '../../src/kit/config.js';
import { createLog } from '../../src/kit/log.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from '../web/start-web.js';
import { type CityRow, COUNTRY, readCityRows, seedFeed } from './seed-market.js';

// 50,255 vacancies are imported first.
jest.setTimeout(900_000);

const QUERY = 'менеджер по работе с клиентами';
const rows = readCityRows();
let db: TestDatabase;
let web: Web;
let folder: string;

beforeAll(async () => {
  db = await testDatabase();
  await ensurePlaces(db.dataSource);
  folder = await mkdtemp(join(tmpdir(), 'vestnik-seed-market-'));
  writeFileSync(join(folder, 'feed.jsonl'), [...seedFeed()].join(''));
  const world = {
    db: db.dataSource,
    config: readConfig({}, folder),
    log: createLog('silent'),
    secret: Buffer.alloc(32),
  };
  const program = new Command().exitOverride();
  addCollectCommands(program, (work) => work(world));
  const write = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const words = ['import', '--format', 'ndjson', '--source', 'seed', '--json', join(folder, 'feed.jsonl')];
  await program.parseAsync(words, { from: 'user' });
  write.mockRestore();
  await db.query('analyze vacancy');
  web = await startWeb(db.dataSource);
});
afterAll(async () => {
  await web?.close();
  await db?.close();
  await rm(folder, { recursive: true, force: true });
});

interface MarketJson {
  cities: CityRow[];
  leadersByCount: { city: string }[];
  leadersByMean: { city: string }[];
}

test('a feed with the figures of the page that this grew from gives all of them back, through import and page', async () => {
  const response = await web.get(`/vacancies.json?${new URLSearchParams({ q: QUERY })}`);
  const market = (await response.json()) as MarketJson;
  expect(market).toMatchObject({ ...COUNTRY, total: 50_255 });
  const byName = (a: CityRow, b: CityRow) => (a.city < b.city ? -1 : 1);
  // The page writes «Королев»; the catalogue has its ё.
  const plain = market.cities.map((row) => ({ ...row, city: row.city.replaceAll('ё', 'е') }));
  expect(plain.toSorted(byName)).toEqual(rows.toSorted(byName));
  const totals = (list: readonly CityRow[]) => list.map(({ total }) => total);
  expect(totals(market.cities)).toEqual(totals(rows).sort((a, b) => b - a));
  const names = (list: { city: string }[]) => list.map(({ city }) => city);
  const [first, second, third] = ['Москва', 'Санкт-Петербург', 'Краснодар'];
  expect(names(market.leadersByCount)).toEqual([first, second, third, 'Екатеринбург', 'Ростов-на-Дону']);
  expect(names(market.leadersByMean)).toEqual(['Сочи', first, second, 'Химки', third]);
});

test('the page shows them', async () => {
  const html = await (await web.get(`/vacancies?${new URLSearchParams({ q: QUERY })}`)).text();
  const text = html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/[\s\u00a0]+/g, ' ');
  expect(text).toContain('98 568 ₽');
  expect(text).toContain('79 000 ₽');
  expect(text).toContain('по 42 470 вакансиям с указанной оплатой');
  expect(text).toContain('Киров (Кировская область)');
  expect(text).toContain('Москва 136 602 ₽ 119 000 ₽ 7 488 9 597');
});
