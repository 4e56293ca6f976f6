import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { pino } from 'pino';
import type { WithWorld } from '../../src/kit/command.js';
import { readConfig } from '../../src/kit/config.js';
import { addSearchCommands } from '../../src/search/search.commands.js';
import { buildSource, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = '2026-11-24T09:00:00Z';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population)
     values (1, 'Москва', 'Москва', 'Москва', 'москва', 'Europe/Moscow', 55, 37, 12000000)`,
  );
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => db.close());

/** What `vestnik …` prints. */
async function run(...args: string[]): Promise<string> {
  let printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed += String(chunk);
    return true;
  });
  const withWorld: WithWorld = (work) =>
    work({
      db: db.dataSource,
      config: readConfig({}, '/tmp'),
      log: pino({ level: 'silent' }),
      secret: Buffer.alloc(32),
    });
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addSearchCommands(program, withWorld);
  await program.parseAsync(args, { from: 'user' });
  return printed;
}

test('search --json answers with the fields that others script against', async () => {
  const sourceId = await buildSource(db.dataSource, { name: 'board', title: 'Доска' });
  const firstSeenAt = new Date('2026-11-23T09:00:00Z');
  const { id } = await buildVacancy(db.dataSource, {
    title: 'Аналитик данных',
    company: 'Ромашка',
    placeIds: [1],
    payMonthRub: 120_000,
    experience: '1-3',
    sourceId,
    firstSeenAt,
  });
  await buildVacancy(db.dataSource, { title: 'Аналитик данных', placeIds: [] });
  const filters = ['--city', 'москва', '--salary-from', '100000', '--experience', '1-3', '--limit', '5'];
  const printed = await run('search', 'аналитик данных', ...filters, '--now', NOW, '--json');
  expect(JSON.parse(printed)).toEqual({
    query: 'аналитик данных',
    canonical: expect.stringContaining('аналитик'),
    total: 1,
    vacancies: 1,
    items: [
      {
        id,
        title: 'Аналитик данных',
        employer: 'Ромашка',
        city: 'Москва',
        url: null,
        source: 'Доска',
        pay: { from: 120_000, to: null, currency: 'RUB', gross: null, monthRub: 120_000 },
        firstSeenAt: '2026-11-23T09:00:00.000Z',
        score: expect.any(Number),
      },
    ],
  });
});

test('search tells people a line a vacancy', async () => {
  await buildVacancy(db.dataSource, { title: 'Трубочист', company: 'Очаг', payMonthRub: 70_000 });
  const printed = await run('search', 'трубочист', '--now', NOW);
  expect(printed).toMatch(/^1 vacancies in 1 postings\n\d+\tТрубочист\tОчаг\t\tfrom 70,000\u00a0₽\n$/);
});

test('explain --json says how a query is read, what it would bring, and why it cannot be an alert', async () => {
  expect(JSON.parse(await run('explain', 'Трубочист "печь', '--now', NOW, '--json'))).toMatchObject({
    query: 'Трубочист "печь',
    tsquery: expect.stringContaining('трубочист'),
    warnings: [expect.stringContaining('quote')],
    perWeek: 0,
    refused: null,
  });
  expect(JSON.parse(await run('explain', '--json', '--', '-трубочист'))).toMatchObject({
    perWeek: null,
    refused: expect.stringContaining('Add a word'),
  });
});

test('explain tells people the same in lines', async () => {
  expect(await run('explain', 'трубочист', '--now', NOW)).toContain('canonical: ');
});

test('a value that no filter knows is refused with the ones it knows', async () => {
  await expect(run('search', 'x', '--experience', 'вечность')).rejects.toThrow(
    /none, 1-3, 3-6, 6\+, unknown/,
  );
  await expect(run('search', 'x', '--limit', 'много')).rejects.toThrow(/whole number/);
});
