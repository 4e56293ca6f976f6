import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import type { WithWorld } from '../../src/kit/command.js';
import { readConfig } from '../../src/kit/config.js';
import { volumeOf } from '../../src/search/estimate.js';
import { resolveCities } from '../../src/search/places.js';
import { sqlCounts } from '../../src/search/sql-counts.js';
import { logIn } from '../../src/subscribe/login.js';
import { addSubscribeCommands } from '../../src/subscribe/subscribe.commands.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { manyVacancies } from '../support/many.js';
import { empty, letters, tools } from './support.js';

let database: TestDatabase;
let db: DataSource;
let said = '';
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
  await db.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population)
     values (1, 'Казань', 'Казань', 'Татарстан', 'казань', 'Europe/Moscow', 55, 49, 1300000)`,
  );
});
afterAll(() => database.close());
beforeEach(async () => {
  await empty(db);
  said = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => void jest.restoreAllMocks());

async function run(...args: string[]): Promise<void> {
  const config = readConfig({ PUBLIC_URL: 'https://jobs.example.org' }, '/tmp');
  const world = { db, config, log: pino({ level: 'silent' }), secret: tools.secret };
  const withWorld: WithWorld = (work) => work(world);
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addSubscribeCommands(program, withWorld, {
    resolveCities,
    volumeOf: (asked, search, now) => volumeOf(sqlCounts(asked), search, now),
  });
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['subscribe', ...args], { from: 'user' });
}

describe('vestnik subscribe', () => {
  test('with evidence subscribes at once and answers ids and a link to manage that works', async () => {
    const asked = [
      '--query',
      'повар',
      '--city',
      'казань',
      '--salary-from',
      '70000',
      '--days',
      '1-5',
      '--at',
      '08:15',
    ];
    await run(
      'anna@example.org',
      ...asked,
      '--tz',
      'Asia/Omsk',
      '--lang',
      'en',
      '--confirmed',
      'list',
      '--json',
    );
    const answer = JSON.parse(said);
    expect(Object.keys(answer)).toEqual(['subscriberId', 'savedSearchId', 'manageUrl']);
    expect(await db.query('select language, zone, send_at, days from subscriber')).toEqual([
      { language: 'en', zone: 'Asia/Omsk', send_at: '08:15:00', days: [1, 2, 3, 4, 5] },
    ]);
    expect(
      await db.query('select id, name, filters from saved_search where confirmed_at is not null'),
    ).toEqual([
      { id: answer.savedSearchId, name: 'повар · казань', filters: { places: [1], payFrom: 70_000 } },
    ]);
    expect(await db.query('select evidence, form from consent')).toEqual([
      { evidence: 'list', form: 'operator' },
    ]);
    expect(await letters(db)).toEqual([]);
    const token = answer.manageUrl.replace('https://jobs.example.org/login/', '');
    expect(await logIn(db, token, new Date())).toEqual({
      kind: 'loggedIn',
      subscriberId: answer.subscriberId,
    });
  });

  test('without evidence does what the form does', async () => {
    await run('anna@example.org', '--query', 'повар');
    expect(said).toContain('Manage: https://jobs.example.org/login/');
    expect(await letters(db)).toMatchObject([{ kind: 'confirm' }]);
    expect(await db.query('select from saved_search where confirmed_at is not null')).toEqual([]);
  });

  test('says in a sentence what is wrong', async () => {
    await expect(run('nobody', '--query', 'и', '--lang', 'en')).rejects.toThrow(
      /Enter an email.*\n.*common words/,
    );
    await expect(run('a@example.org', '--query', 'x', '--days', '9')).rejects.toThrow('1 (Monday) to 7');
    await expect(run('a@example.org', '--query', 'x', '--salary-from', 'ten')).rejects.toThrow(
      'whole number',
    );
    await expect(run('a@example.org', '--query', 'x', '--tz', 'Moscow', '--lang', 'en')).rejects.toThrow(
      'time zone',
    );
  });

  test('refuses what brings more than a thousand a day, with evidence or without', async () => {
    const firstSeenAt = new Date('2026-11-23T09:00:00Z');
    await manyVacancies(database, 7001, { title: 'Продавец', placeIds: [1], firstSeenAt });
    const asked = ['--query', '', '--city', 'Казань', '--lang', 'en', '--now', '2026-11-24T09:00:00Z'];
    for (const more of [[], ['--confirmed', 'list']]) {
      await expect(run('anna@example.org', ...asked, ...more)).rejects.toThrow(
        /About 7,001 new vacancies a week .* no more than a thousand a day/,
      );
    }
    expect(await db.query('select from saved_search')).toEqual([]);
    await run('anna@example.org', ...asked, '--salary-from', '1', '--query', 'повар');
    expect(await letters(db)).toHaveLength(1);
  });

  test('says that no letter was written after the first in a day', async () => {
    await run('anna@example.org', '--query', 'повар');
    await expect(run('anna@example.org', '--query', 'повар')).rejects.toThrow('asked within a day');
  });
});
