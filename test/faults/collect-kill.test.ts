import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { minutes, NOW } from '../collect/collecting.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startServer, type TestServer } from '../support/http-server.js';
import { runCommand } from './run-command.js';

const TOTAL = 800;
let db: TestDatabase;
let server: TestServer;
let folder: string;
let child: ChildProcess | undefined;
/** The child gets kill -9 when it asks for this page. */
let strikeAt: number | null = null;

beforeAll(async () => {
  db = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'vestnik-kill-'));
  server = await startServer((request, response) => {
    const page = Number(new URL(request.url!, 'http://x').searchParams.get('offset'));
    if (page === strikeAt) return void child?.kill('SIGKILL');
    const vacancies = Array.from({ length: Math.min(100, TOTAL - page * 100) }, (_, i) => ({
      vacancy: { id: `v${page * 100 + i}`, 'job-name': `Слесарь ${page * 100 + i}` },
    }));
    response.end(JSON.stringify({ status: '200', meta: { total: TOTAL }, results: { vacancies } }));
  });
  const yaml = `[{ name: a, format: trudvsem, url: "${server.base}/", trusted: true, complete: true }]`;
  await writeFile(join(folder, 'sources.yaml'), yaml);
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await server.close();
  await rm(folder, { recursive: true });
  await db.close();
});

/** Runs `collect` in a process of its own; answers what it printed, null when it was killed. */
async function collect(now: Date): Promise<Record<string, number> | null> {
  const settings = { DATABASE_URL: db.url, SOURCES_FILE: join(folder, 'sources.yaml') };
  const { signal, printed } = await runCommand(['collect', now], settings, (started) => {
    child = started;
  });
  child = undefined;
  return signal === 'SIGKILL' ? null : JSON.parse(printed);
}

const pages = () => server.asked.map(({ url }) => Number(/offset=(\d+)/.exec(url!)![1]));

test('kill -9 in the middle of a list, twice: each run goes on where the last was stored, and nothing is missed', async () => {
  expect(await collect(NOW)).toMatchObject({ added: TOTAL });
  server.asked.length = 0;
  strikeAt = 3;
  expect(await collect(minutes(60))).toBeNull();
  strikeAt = 6;
  expect(await collect(minutes(61))).toBeNull();
  strikeAt = null;
  expect(await collect(minutes(62))).toMatchObject({
    read: TOTAL,
    unchanged: TOTAL,
    closed: 0,
    sourcesFailed: 0,
  });
  expect(pages()).toEqual([0, 1, 2, 3, 3, 4, 5, 6, 6, 7]);
  expect(await db.query('select read, unchanged, error, resume, closed from source_run order by id')).toEqual(
    [
      { read: TOTAL, unchanged: 0, error: null, resume: null, closed: 0 },
      { read: TOTAL, unchanged: TOTAL, error: null, resume: null, closed: 0 },
    ],
  );
  expect(await db.query('select distinct last_seen_at, missed_runs, closed_at from vacancy')).toEqual([
    { last_seen_at: minutes(60), missed_runs: 0, closed_at: null },
  ]);
}, 240_000);
