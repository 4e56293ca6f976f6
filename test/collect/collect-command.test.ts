import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  const config = { ...readConfig({}, folder), production: args.at(-1) === 'production' };
  const world = { db: db.dataSource, config, log: createLog('silent'), secret: Buffer.alloc(32) };
  const withWorld: WithWorld = (work) => work(world);
  const program = new Command().exitOverride();
  addCollectCommand(program, withWorld);
  const printed: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  await program.parseAsync(['collect', ...args.filter((arg) => arg !== 'production')], { from: 'user' });
  return printed.join('').trimEnd();
}

const YAML =
  'sources:\n  - { name: a, format: ndjson, file: a.jsonl }\n  - { name: b, format: ndjson, file: b.jsonl }';

test('collect says in a line for each source what it brought, or why not and when it is asked again', async () => {
  await writeFile(join(folder, 'a.jsonl'), '{"id":1,"title":"Повар","city":"Казань"}\n{"id":2}\n');
  expect((await collect(YAML, '--now', '2026-11-24T09:00Z')).split('\n')).toEqual([
    'a: read 2: added 1, changed 0, unchanged 0, returned 0, repeated 0, rejected 1; closed 0',
    '  Rejected as no-title: 1',
    '    line 2: The posting has no title.',
    '  More than a fifth was rejected: the run is marked suspect.',
    `b: ${join(folder, 'b.jsonl')} cannot be read: there is no such file. Asked again from 2026-11-24T09:01:00.000Z.`,
    'closed in all: 0',
  ]);
  expect(await collect(YAML, '--now', '2026-11-24T09:00:30Z')).toBe(
    'No source is due, or sources.yaml lists none. Closed in all: 0',
  );
});

test('collect --source --json asks one source and answers its counts', async () => {
  const printed = JSON.parse(await collect(YAML, '--source', 'a', '--now', '2026-11-24T09:00:40Z', '--json'));
  expect(printed).toMatchObject({ sources: 1, sourcesFailed: 0, read: 2, unchanged: 1, rejected: 1 });
  expect(printed.bySource).toEqual([expect.objectContaining({ name: 'a', error: null })]);
});

test('collect with a wrong sources.yaml says what is wrong', async () => {
  await expect(collect('sources: [{ name: a, format: nosuch, file: a }]')).rejects.toThrow(
    'Source "a" names the format "nosuch"',
  );
});

test('each way in which a source can fail is a sentence here and in its row, and the others go on', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/inside') response.writeHead(302, { location: 'http://10.1.2.3/feed' }).end();
    else if (request.url === '/good') response.end('{"id":1,"title":"Повар"}');
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await mkdir(join(folder, 'drawer'));
  const faults: [string, string, string][] = [
    ['missing', `url: "http://${host}/missing"`, `${host} answered with status 404 instead of 200.`],
    [
      'inside',
      `url: "http://${host}/inside"`,
      '10.1.2.3 is an address of a private net, which is fetched from only when sources.yaml names it with trusted: true.',
    ],
    ['gone', 'file: gone.jsonl', `${join(folder, 'gone.jsonl')} cannot be read: there is no such file.`],
    ['drawer', 'file: drawer', `${join(folder, 'drawer')} cannot be read: it is a folder.`],
  ];
  const entry = (name: string, from: string) => `- { name: ${name}, format: ndjson, trusted: true, ${from} }`;
  const yaml = [
    ...faults.map(([name, from]) => entry(name, from)),
    entry('good', `url: "http://${host}/good"`),
  ];
  try {
    const printed = await collect(yaml.join('\n'), '--now', '2026-11-24T10:00Z');
    expect(printed.split('\n')).toEqual([
      ...faults.map(
        ([name, , sentence]) => `${name}: ${sentence} Asked again from 2026-11-24T10:01:00.000Z.`,
      ),
      'good: read 1: added 1, changed 0, unchanged 0, returned 0, repeated 0, rejected 0; closed 0',
      'closed in all: 0',
    ]);
    const rows = await db.query(
      "select name, paused_reason from source where failures > 0 and name <> 'b' order by id",
    );
    expect(rows).toEqual(faults.map(([name, , paused_reason]) => ({ name, paused_reason })));
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a feed that breaks says so, and how much of it is stored', async () => {
  const whole =
    '<source><vacancies><vacancy><job-name>Повар</job-name><url>https://e.example/1</url></vacancy>';
  await writeFile(join(folder, 'broken.xml'), `${whole}<vacancy>`);
  const yaml = '[{ name: broken, format: yandex-rabota, file: broken.xml }]';
  const lines = (await collect(yaml, '--now', '2026-11-24T11:00Z')).split('\n');
  expect(lines[0]).toMatch(
    /^broken: The feed ends too early: .* Asked again from 2026-11-24T11:01:00\.000Z\.$/,
  );
  expect(lines[1]).toBe(
    '  Stored before that: added 1, changed 0, unchanged 0, returned 0, repeated 0, rejected 0.',
  );
});

test('collect plays another time in production only when that is meant', async () => {
  await expect(collect(YAML, '--now', '2030-01-01T00:00Z', 'production')).rejects.toThrow(
    'add --yes to mean it',
  );
});
