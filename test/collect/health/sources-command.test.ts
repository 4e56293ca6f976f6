import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { addCollectCommands } from '../../../src/collect/collect.commands.js';
import { CollectStep } from '../../../src/collect/collect.step.js';
import { holderOf } from '../../../src/collect/push/keys.js';
import { readSourcesFile } from '../../../src/collect/sources/read-sources.js';
import { readConfig } from '../../../src/kit/config.js';
import { createLog } from '../../../src/kit/log.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

let db: TestDatabase;
let folder: string;
beforeAll(async () => {
  db = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'vestnik-sources-command-'));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});
afterEach(() => void jest.restoreAllMocks());
beforeEach(async () => {
  await db.query('truncate vacancy, source_run, rejected_posting, source_key, source cascade');
  await writeFile(
    join(folder, 'sources.yaml'),
    `sources:
      - { name: board, format: ndjson, file: board.jsonl, title: Доска, every: 2h }
      - { name: lost, format: ndjson, file: lost.jsonl }
      - { name: members, format: push, title: Союз }`,
  );
  const good = { title: 'Повар', schedule: 'по лунным суткам', description: 'Варить.' };
  const rows = [1, 2, 3].map((id) => JSON.stringify({ id, ...good }));
  await writeFile(
    join(folder, 'board.jsonl'),
    [...rows, '{"title": "По\u001b[31mвар', '{"id": 5}'].join('\n'),
  );
});

const collect = (now: Date) =>
  new CollectStep({
    db: db.dataSource,
    log: createLog('silent'),
    sources: readSourcesFile(join(folder, 'sources.yaml')),
    demo: false,
    reach: { publicUrl: 'https://v.example' },
  }).run(now);

/** What `vestnik sources …` prints on stdout. */
async function sources(...args: string[]): Promise<string> {
  const world = {
    db: db.dataSource,
    config: readConfig({ PUBLIC_URL: 'https://jobs.example' }, folder),
    log: createLog('silent'),
    secret: Buffer.alloc(32),
  };
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addCollectCommands(program, (work) => work(world));
  for (const command of program.commands) command.exitOverride();
  const printed: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  await program.parseAsync(['sources', ...args], { from: 'user' });
  return printed.join('').trimEnd();
}

interface Listed {
  [field: string]: unknown;
  name: string;
}

describe('vestnik sources', () => {
  test('lists every source that has run or stands in sources.yaml, with how it fares', async () => {
    const now = new Date();
    await collect(now);
    const { sources: listed } = JSON.parse(await sources('--json')) as { sources: Listed[] };
    expect(listed.map(({ name }) => name)).toEqual(['board', 'lost', 'members']);
    expect(listed[0]).toMatchObject({
      title: 'Доска',
      format: 'ndjson',
      configured: true,
      open: 3,
      lastSuccessAt: now.toISOString(),
      lastYield: 3,
      usualYield: null,
      rejectedShare: 0.4,
      nextRunAt: new Date(now.getTime() + 7_200_000).toISOString(),
      pausedUntil: null,
      suspect: true,
      unmapped: { 'schedule: по лунным суткам': 3 },
    });
    expect(listed[1]).toMatchObject({
      failures: 1,
      lastSuccessAt: null,
      pausedReason: expect.stringContaining('lost.jsonl cannot be read: there is no such file.'),
    });
    expect(listed[2]).toMatchObject({ format: 'push', title: 'Союз', startedAt: null });
  });

  test('tells people the same in paragraphs', async () => {
    await collect(new Date());
    const text = await sources();
    expect(text).toMatch(
      /^board {2}ndjson {2}"Доска"\n {2}open vacancies: 3\n {2}last success: .+Z, 3 taken, 40% rejected; usual: not known\n/,
    );
    expect(text).toContain('  not understood: schedule: по лунным суткам (3)');
    expect(text).toMatch(
      /lost {2}ndjson\n.*\n {2}never read to its end\n {2}next run: .+Z\n {2}paused until .+Z \(1 in a row\): .+lost\.jsonl/,
    );
    expect(text).toContain('members  push  "Союз"');
    expect(text).toContain('next run: none, it is not asked');
  });

  test('what is usual is the median of the healthy runs', async () => {
    await collect(new Date('2026-11-01T09:00:00Z'));
    const [{ id }] = (await db.query<{ id: number }>(`select id from source where name = 'board'`)) as [
      { id: number },
    ];
    await db.query(
      `insert into source_run (source_id, started_at, finished_at, read, rejected, suspect, error)
       select $1, day, day, read, '{"no-title": 1}', read = 3, case when read = 5 then 'broke' end
         from unnest('{101,111,3,5,121}'::int[]) with ordinality as r (read, n),
              lateral (select timestamptz '2026-11-02 09:00Z' + n * interval '1 hour' as day) d`,
      [id],
    );
    const { sources: listed } = JSON.parse(await sources('--json')) as { sources: Listed[] };
    expect(listed[0]).toMatchObject({ usualYield: 110, lastYield: 120 });
  });

  test('before anything has run it names what sources.yaml has, and without it how to begin', async () => {
    expect(await sources()).toContain('never run');
    await writeFile(join(folder, 'sources.yaml'), '');
    expect(await sources()).toContain('There are no sources yet');
  });

  test('rejected tells where each stood, why, and how it began, the newest first', async () => {
    await collect(new Date());
    const { rejected } = JSON.parse(await sources('rejected', 'board', '--json')) as { rejected: Listed[] };
    expect(rejected.map(({ position, reason }) => [position, reason])).toEqual([
      ['line 5', 'no-title'],
      ['line 4', 'broken-json'],
    ]);
    const text = await sources('rejected', 'board', '--limit', '1');
    expect(text).toMatch(/^\S+Z {2}line 5 {2}no-title\n {2}The posting has no title\.\n {2}\{/);
    expect(text).not.toContain('line 4');
    expect(await sources('rejected', 'board')).not.toContain('\u001b');
    expect(await sources('rejected', 'members')).toBe('Nothing of it was rejected in the last 14 days.');
  });

  test('wake ends a pause, so that the source is asked with the next collect', async () => {
    const now = new Date();
    await collect(now);
    await writeFile(join(folder, 'lost.jsonl'), '{"id": 1, "title": "Кок"}');
    expect(await collect(now)).toMatchObject({ sources: 0 });
    expect(await sources('wake', 'lost')).toBe('lost is awake: it is asked with the next collect.');
    expect(await collect(now)).toMatchObject({ sources: 1, added: 1 });
    expect(await sources('wake', 'lost')).toBe('lost was not paused.');
  });

  test.each([
    [['rejected', 'nobody'], 'There is no source "nobody"; known are: board, lost, members.'],
    [['wake', 'nobody'], 'There is no source "nobody"'],
    [['keys', 'nobody'], 'There is no source "nobody"'],
    [['key', 'nobody', '--revoke', 'all'], 'There is no source "nobody"'],
    [['key', 'members', '--revoke', 'all'], 'members has no such key that is still good'],
    [['key', 'members', '--revoke', 'x'], "--revoke takes a key's number"],
    [['key', 'board'], 'sources.yaml has "board" read from its file: choose another name to push under.'],
    [['key', 'Новый'], 'lower-case Latin letters'],
    [['key', 'demo'], 'the name of the demo vacancies'],
    [['rejected', 'board', '--limit', '0'], '--limit takes a whole number from 1 to 10,000, not "0".'],
    [['frobnicate'], 'too many arguments'],
  ])('%j fails with a sentence', async (args, sentence) => {
    await collect(new Date());
    await expect(sources(...args)).rejects.toThrow(sentence);
  });
});

describe('keys', () => {
  test('a key makes its source, is told once, and is revoked by its number', async () => {
    const made = JSON.parse(await sources('key', 'union', '--json')) as {
      id: number;
      key: string;
      address: string;
    };
    expect(made.address).toBe('https://jobs.example/api/v1/sources/union/vacancies');
    expect(await holderOf(db.dataSource, made.key, new Date())).toMatchObject({ sourceName: 'union' });
    const second = (await sources('key', 'union')).split('\n')[1]!;
    const { keys } = JSON.parse(await sources('keys', 'union', '--json')) as { keys: Listed[] };
    expect(keys.map(({ id, revokedAt }) => [id, revokedAt])).toEqual([
      [made.id, null],
      [made.id + 1, null],
    ]);
    expect(JSON.stringify(keys)).not.toContain(made.key.split('_')[2]);
    expect(await sources('key', 'union', '--revoke', String(made.id))).toBe(`Revoked: key ${made.id}.`);
    expect(await holderOf(db.dataSource, made.key, new Date())).toBeNull();
    expect(await holderOf(db.dataSource, second, new Date())).toMatchObject({ sourceName: 'union' });
    expect(await sources('keys', 'union')).toMatch(
      /^key \d+: made .+Z, last used .+Z, revoked .+Z\nkey \d+: made/,
    );
    expect(await sources('key', 'union', '--revoke', 'all')).toBe(`Revoked: key ${made.id + 1}.`);
  });

  test('a source that sources.yaml lists as pushing has its title from there', async () => {
    await sources('key', 'members');
    expect(await db.query(`select format, title from source where name = 'members'`)).toEqual([
      { format: 'push', title: 'Союз' },
    ]);
  });
});
