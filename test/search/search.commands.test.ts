import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { pino } from 'pino';
import type { WithWorld } from '../../src/kit/command.js';
import { readConfig } from '../../src/kit/config.js';
import { addSearchCommands } from '../../src/search/search.commands.js';
import { buildSource, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { manyVacancies } from '../support/many.js';

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
  expect(printed).toMatch(/^1 vacancy in 1 posting:\n\d+\tТрубочист\tОчаг\t\tfrom 70,000\u00a0₽\tbuilt\t\n$/);
});

test('search tells how a query was read, what was left out, and what would bring more', async () => {
  await buildVacancy(db.dataSource, { title: 'Кузнец', placeIds: [1] });
  expect(await run('search', 'кузнец -литейщик', '--now', NOW)).toContain(
    '\nRead as: кузнец, without “литейщик”\n',
  );
  const nowhere = await run('search', 'кузнец', '--city', 'Мосвка', '--now', NOW);
  expect(nowhere.split('\n')).toEqual([
    'Nothing fits.',
    'The catalogue has no city "Мосвка": vacancies that name it so are looked for.',
    'In any city: 1 vacancy',
    '',
  ]);
  expect(await run('search', 'и в на')).toMatch(/^Nothing fits\.\nThe query has only common words/);
});

test('a query may begin with a minus, and needs no -- before it', async () => {
  await buildVacancy(db.dataSource, { title: 'Бондарь' });
  const answered = JSON.parse(await run('search', '-стажер бондарь', '--json', '--now', NOW));
  expect(answered).toMatchObject({ query: '-стажер бондарь', total: 1 });
  expect(JSON.parse(await run('search', '--json', '-haskell'))).toMatchObject({ canonical: '!(haskel)' });
  expect(await run('explain', '-haskell бондарь')).toContain('Read as: бондарь, without “haskell”');
});

test('a mistyped option and a query without quotes are told, not searched', async () => {
  await expect(run('search', 'повар', '--jsn')).rejects.toThrow('There is no option "--jsn"');
  await expect(run('search', 'java', 'python')).rejects.toThrow(
    "Put the query in quotes, for it is one argument: 'java python'.",
  );
});

test('a query of 10,000 characters is cut, told and answered', async () => {
  for (const query of ['я'.repeat(10_000), 'повар '.repeat(1_667), '('.repeat(10_000), '-'.repeat(10_000)]) {
    const printed = await run('search', '--now', NOW, '--', query);
    expect(printed).toContain('The query is longer than 2,000 characters');
    expect(JSON.parse(await run('explain', '--json', '--', query)).refused).toContain('cannot be an alert');
  }
});

test('explain --json says how a query is read, what it would bring, and why it cannot be an alert', async () => {
  expect(JSON.parse(await run('explain', 'Трубочист "печь', '--now', NOW, '--json'))).toMatchObject({
    query: 'Трубочист "печь',
    tsquery: expect.stringContaining('трубочист'),
    warnings: [expect.stringContaining('quote')],
    perWeek: 0,
    refused: null,
    tooBroad: false,
    narrow: [],
    suggestion: null,
  });
  expect(JSON.parse(await run('explain', '--json', '--', '-трубочист'))).toMatchObject({
    perWeek: null,
    refused: expect.stringContaining('Add a word'),
  });
});

test('explain tells people the same in lines', async () => {
  expect((await run('explain', 'трубочист', '--now', NOW)).split('\n')).toEqual([
    'Query: трубочист',
    'Canonical form: трубочист',
    "tsquery: 'трубочист'",
    'As an alert it would bring about 0 vacancies a week.',
    '',
  ]);
  expect(await run('explain', '-трубочист')).toContain('It cannot be an alert. Nearly every vacancy fits');
});

test('explain offers what would bring less where a search is too broad, and more where it finds nothing', async () => {
  const firstSeenAt = new Date('2026-11-23T09:00:00Z');
  await manyVacancies(db, 80, { title: 'Печник', placeIds: [1], payMonthRub: 95_000, firstSeenAt });
  await manyVacancies(db, 40, { title: 'Мастер', body: 'Печник в помощь.', experience: '3-6', firstSeenAt });
  expect(JSON.parse(await run('explain', 'печник', '--now', NOW, '--json'))).toMatchObject({
    perWeek: 120,
    open: 120,
    tooBroad: true,
    narrow: [
      { by: 'title', value: null, query: 'title:печник', perWeek: 80 },
      { by: 'city', value: 'Москва', query: 'печник', perWeek: 80 },
      { by: 'experience', value: '3-6', query: 'печник', perWeek: 40 },
      { by: 'withPay', value: null, query: 'печник', perWeek: 80 },
    ],
    widen: [],
  });
  const broad = await run('explain', 'печник', '--now', NOW);
  expect(broad).toContain('about 120 vacancies a week.\nThat is a lot for one letter a day');
  expect(broad).toContain('\nIn Москва alone: about 80 vacancies a week\n');
  expect(broad).toContain('\nWith experience "3-6" alone: about 40 vacancies a week\n');
  const empty = await run('explain', 'печник марсоход', '--salary-from', '99000', '--now', NOW);
  expect(empty).toContain('\nNothing that is open fits.\nWithout the word "марсоход": 40 vacancies\n');
  const json = await run('explain', 'печник марсоход', '--salary-from', '99000', '--now', NOW, '--json');
  expect(JSON.parse(json)).toMatchObject({
    widen: [{ by: 'word', value: 'марсоход', query: 'печник', vacancies: 40 }],
  });
});

test('explain refuses what brings more than a thousand a day, with the number and the way out', async () => {
  await manyVacancies(db, 7001, { title: 'Продавец', firstSeenAt: new Date('2026-11-23T09:00:00Z') });
  const told = JSON.parse(await run('explain', 'продавец', '--now', NOW, '--json'));
  expect(told).toMatchObject({ perWeek: 7001, tooBroad: true });
  expect(told.refused).toMatch(
    /^About 7,001 new vacancies a week .* no more than a thousand a day\. Narrow it/,
  );
  expect(await run('explain', 'продавец', '--now', NOW)).toContain('It cannot be an alert. About 7,001');
});

test('a value that no filter knows is refused with the ones it knows', async () => {
  await expect(run('search', 'x', '--experience', 'вечность')).rejects.toThrow(
    /none, 1-3, 3-6, 6\+, unknown/,
  );
  await expect(run('search', 'x', '--limit', 'много')).rejects.toThrow(/whole number/);
});
