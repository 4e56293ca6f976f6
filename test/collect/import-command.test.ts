import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { addCollectCommands } from '../../src/collect/collect.commands.js';
import type { WithWorld } from '../../src/kit/command.js';
import { readConfig } from '../../src/kit/config.js';
import { createLog } from '../../src/kit/log.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

let db: TestDatabase;
let folder: string;
let feed: string;
let production = false;

beforeAll(async () => {
  db = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'vestnik-import-command-'));
  feed = join(folder, 'feed.jsonl');
  const row = { id: 1, title: 'Повар', schedule: 'по лунным суткам' };
  await writeFile(feed, `${JSON.stringify(row)}\n${JSON.stringify({ ...row, id: 2 })}\nnothing\n`);
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  production = false;
  jest.restoreAllMocks();
});

/** What the command prints on stdout. */
async function run(...args: string[]): Promise<string> {
  const world = {
    db: db.dataSource,
    config: { ...readConfig({}, folder), production },
    log: createLog('silent'),
    secret: Buffer.alloc(32),
  };
  const withWorld: WithWorld = (work) => work(world);
  const program = new Command().exitOverride();
  addCollectCommands(program, withWorld);
  const printed: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  await program.parseAsync(['import', '--format', 'ndjson', ...args], { from: 'user' });
  return printed.join('').trimEnd();
}

test('import --json answers every count under its documented name', async () => {
  const answer = JSON.parse(await run('--source', 'scripted', '--json', feed));
  expect(answer).toMatchObject({
    source: 'scripted',
    format: 'ndjson',
    read: 3,
    added: 2,
    changed: 0,
    unchanged: 0,
    returned: 0,
    closed: 0,
    rejected: { 'broken-json': 1 },
  });
  expect(answer).toMatchObject({ seconds: expect.any(Number), peakRssMb: expect.any(Number) });
});

test('import tells people the counts, what was rejected and what was not understood', async () => {
  const lines = (await run('--source', 'told', feed)).split('\n');
  expect(lines.slice(0, -1)).toEqual([
    'read 3: added 2, changed 0, unchanged 0, returned 0, repeated 0, rejected 1; closed 0',
    'Rejected as broken-json: 1',
    '  line 3: It is not JSON: Unexpected token \'o\', "nothing" is not valid JSON.',
    'Not understood, and left open in the vacancies:',
    '  schedule: по лунным суткам (2)',
    'More than a fifth was rejected: the run is marked suspect.',
  ]);
  expect(lines.at(-1)).toMatch(/^[\d.]+ s, at most \d+ MB$/);
});

test('import plays the instant of --now', async () => {
  await run('--source', 'played', '--now', '2026-11-24T09:01+03:00', feed);
  const [row] = await db.query<{ first_seen_at: Date }>(
    "select distinct first_seen_at from vacancy join source s on s.id = source_id where s.name = 'played'",
  );
  expect(row!.first_seen_at).toEqual(new Date('2026-11-24T06:01:00Z'));
  await expect(run('--source', 'played', '--now', 'yesterday', feed)).rejects.toThrow(/not "yesterday"\.$/);
  production = true;
  await expect(run('--source', 'played', '--now', '2030-01-01T00:00Z', feed)).rejects.toThrow('add --yes');
});

test('import --mapping reads a table by the mapping in a file, and says what is wrong with that file', async () => {
  const [table, mapping, wrong] = ['table.csv', 'mapping.yaml', 'wrong.yaml'].map((name) =>
    join(folder, name),
  );
  await writeFile(table!, 'Номер,Должность,Город\n17,Сварщик,Казань\n');
  await writeFile(mapping!, 'mapping: { id: Номер, title: Должность, places: Город }\n');
  await writeFile(wrong!, 'mapping: { id: Номер }\n');
  // The last of two formats counts.
  const asked = ['--format', 'csv', '--source', 'mapped', '--json', table!];
  expect(JSON.parse(await run(...asked, '--mapping', mapping!))).toMatchObject({ format: 'csv', added: 1 });
  expect(await db.query("select title, place_text from vacancy where external_id = '17'")).toEqual([
    { title: 'Сварщик', place_text: 'Казань' },
  ]);
  await expect(run(...asked, '--mapping', wrong!)).rejects.toThrow(/wrong\.yaml/);
  await expect(run(...asked, '--mapping', join(folder, 'none.yaml'))).rejects.toThrow('It cannot be read');
  await expect(run(...asked)).rejects.toThrow('Write it into a file and name that with --mapping.');
});
