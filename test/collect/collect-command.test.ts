import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { addCollectCommand } from '../../src/collect/collect-command.js';
import { ensurePlaces } from '../../src/collect/places/ensure-places.js';
import type { WithWorld } from '../../src/kit/command.js';
import { readConfig } from '../../src/kit/config.js';
import { createLog } from '../../src/kit/log.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

let db: TestDatabase;
let folder: string;

beforeAll(async () => {
  db = await testDatabase();
  await ensurePlaces(db.dataSource);
  folder = await mkdtemp(join(tmpdir(), 'vestnik-command-'));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});
afterEach(() => void jest.restoreAllMocks());

/** What the command prints. */
async function collect(yaml: string, ...args: string[]): Promise<string> {
  await writeFile(join(folder, 'sources.yaml'), yaml);
  const config = readConfig({}, folder);
  const world = { db: db.dataSource, config, log: createLog('silent'), secret: Buffer.alloc(32) };
  const withWorld: WithWorld = (work) => work(world);
  const program = new Command().exitOverride();
  addCollectCommand(program, withWorld);
  const printed: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  await program.parseAsync(['collect', ...args], { from: 'user' });
  return printed.join('').trimEnd();
}

const YAML =
  'sources:\n  - { name: a, format: ndjson, file: a.jsonl }\n  - { name: b, format: ndjson, file: b.jsonl }';

test('collect says in a line for each source what it brought, or why not and when it is asked again', async () => {
  await writeFile(join(folder, 'a.jsonl'), '{"id":1,"title":"Повар","city":"Казань"}\n{"id":2}\n');
  expect((await collect(YAML, '--now', '2026-11-24T09:00Z')).split('\n')).toEqual([
    'a: read 2: added 1, changed 0, unchanged 0, returned 0, rejected 1; closed 0',
    `b: There is no file ${join(folder, 'b.jsonl')}. Asked again from 2026-11-24T09:01:00.000Z.`,
    'closed in all: 0',
  ]);
  expect(await collect(YAML, '--now', '2026-11-24T09:00:30Z')).toBe('No source is due. Closed in all: 0');
});

test('collect --source --json asks one source and answers its counts', async () => {
  const printed = JSON.parse(await collect(YAML, '--source', 'a', '--now', '2026-11-24T09:00:40Z', '--json'));
  expect(printed).toMatchObject({ sources: 1, sourcesFailed: 0, read: 2, unchanged: 1, rejected: 1 });
  expect(printed.bySource).toEqual([expect.objectContaining({ name: 'a', error: null })]);
});

test('collect with a wrong sources.yaml says what is wrong', async () => {
  await expect(collect('sources: [{ name: a, format: rss, file: a }]')).rejects.toThrow(
    'Source "a" names the format "rss"',
  );
});
