import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isNeighbour } from '../../src/kit/neighbours.js';
import { askedByNeighbour } from '../../src/web/neighbours.js';
import { buildSource, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from './start-web.js';

const TOKEN = 'a-token-of-the-operator';

let db: TestDatabase;
let web: Web;
let guarded: Web;
beforeAll(async () => {
  db = await testDatabase();
  const board = await buildSource(db.dataSource, { name: 'board' });
  await buildSource(db.dataSource, { name: 'never' });
  await buildVacancy(db.dataSource, { sourceId: board });
  await buildVacancy(db.dataSource, { sourceId: board });
  await buildVacancy(db.dataSource, { sourceId: board, closedAt: new Date(), published: false });
  await db.query(
    `insert into source_run (source_id, started_at, finished_at, read, rejected, took_ms, error) values
       ($1, now() - interval '2 hours', now() - interval '2 hours', 12, '{"no-title": 2}', 2500, null),
       ($1, now() - interval '1 minute', now() - interval '1 minute', 1, '{}', 4500, 'secret.example did not answer in time.')`,
    [board],
  );
  await db.query(
    `update source set failures = 1, paused_until = now() + interval '1 minute', paused_reason = 'x' where id = $1`,
    [board],
  );
  web = await startWeb(db.dataSource);
  guarded = await startWeb(db.dataSource, { metricsToken: TOKEN });
});
afterAll(async () => {
  await web.close();
  await guarded.close();
  await db.close();
});

/** The samples of a metric: {'source="board"': 2}. */
const samples = (text: string, name: string): Record<string, number> =>
  Object.fromEntries(
    [...text.matchAll(new RegExp(`^${name}\\{(.*?)\\} (\\S+)$`, 'gm'))].map(([, of, value]) => [
      of,
      Number(value),
    ]),
  );

describe('/metrics', () => {
  test('tells of every source and of vacancies by state, in the text format of Prometheus', async () => {
    const response = await web.get('/metrics');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    const board = 'source="board"';
    expect(samples(text, 'vestnik_source_last_success_age_seconds')[board]).toBeCloseTo(7200, -2);
    expect(samples(text, 'vestnik_source_last_yield')).toEqual({ [board]: 10 });
    expect(samples(text, 'vestnik_source_last_rejected')).toEqual({ [board]: 2 });
    expect(samples(text, 'vestnik_source_usual_yield')).toEqual({ [board]: 10 });
    expect(samples(text, 'vestnik_source_open_vacancies')).toEqual({ [board]: 2, 'source="never"': 0 });
    expect(samples(text, 'vestnik_source_failures')).toEqual({ [board]: 1, 'source="never"': 0 });
    expect(samples(text, 'vestnik_source_paused')).toEqual({ [board]: 1, 'source="never"': 0 });
    expect(samples(text, 'vestnik_source_last_run_duration_seconds')).toEqual({ [board]: 4.5 });
    expect(samples(text, 'vestnik_vacancies')).toEqual({
      'state="open"': 2,
      'state="closed"': 1,
      'state="unpublished"': 1,
    });
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).not.toContain('secret.example');
  });

  test('with a METRICS_TOKEN whoever has it may read, and nobody else', async () => {
    const asked = async (headers: Record<string, string>) => (await guarded.get('/metrics', headers)).status;
    expect(await asked({ Authorization: `Bearer ${TOKEN}` })).toBe(200);
    expect(await asked({ Authorization: `Bearer ${TOKEN}x` })).toBe(401);
    expect(await asked({})).toBe(401);
  });

  test('whoever comes through a proxy that nobody trusts is no neighbour', async () => {
    for (const name of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP']) {
      const response = await web.get('/metrics', { [name]: '10.0.0.1' });
      expect([name, response.status]).toEqual([name, 403]);
      expect(await response.text()).toContain('METRICS_TOKEN');
    }
  });

  test('behind a trusted proxy the address that it names decides', () => {
    const asked = (ip: string, trusted: boolean) =>
      askedByNeighbour({ ip, headers: { 'x-forwarded-for': ip } }, trusted);
    expect([asked('192.168.1.7', true), asked('203.0.113.9', true), asked('192.168.1.7', false)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['::ffff:10.1.2.3', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['fe80::1%eth0', true],
    ['fd12::1', true],
    ['8.8.8.8', false],
    ['::ffff:8.8.8.8', false],
    ['2a00:1450::1', false],
    ['', false],
    ['localhost', false],
  ])('%s is a neighbour: %s', (address, expected) => {
    expect(isNeighbour(address)).toBe(expected);
  });
});
