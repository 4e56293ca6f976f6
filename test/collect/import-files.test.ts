import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createGunzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type FeedFile, type Import, importFiles } from '../../src/collect/import-files.js';
import { SayError } from '../../src/kit/command.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { day } from './support.js';

let db: TestDatabase;
let folder: string;
beforeAll(async () => {
  db = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'vestnik-import-'));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => db.query('truncate source, vacancy, cluster, employer restart identity cascade'));

const bytes = (name: string, content: string | Buffer): FeedFile => ({
  name,
  open: () => Readable.from([Buffer.from(content)]),
});
const onDisk = (path: string): FeedFile => ({ name: path, open: () => createReadStream(path) });
const rows = (from: number, upto: number): string =>
  Array.from({ length: upto - from }, (_, i) =>
    JSON.stringify({ id: from + i, title: `Повар ${from + i}` }),
  ).join('\n');
const run = (files: FeedFile[], rest: Partial<Import> = {}) =>
  importFiles(db.dataSource, { format: 'ndjson', source: 'board', now: day(1), files, ...rest });

describe('import', () => {
  test('takes several files as one run, plain and compressed, and answers its counts', async () => {
    const files = [bytes('a', rows(0, 30)), bytes('b', gzipSync(rows(20, 60)))];
    const told: number[] = [];
    const answer = await run(files, { complete: true, onProgress: ({ read }) => told.push(read) });
    expect(answer).toMatchObject({
      source: 'board',
      format: 'ndjson',
      read: 70,
      added: 60,
      changed: 0,
      unchanged: 0,
      returned: 0,
      closed: 0,
      repeated: 10,
      rejected: {},
    });
    expect(answer.seconds).toBeGreaterThan(0);
    expect(answer.peakRssMb).toBeGreaterThan(10);
    expect(told.at(-1)).toBe(70);
    expect(await db.query('select name, format from source')).toEqual([{ name: 'board', format: 'ndjson' }]);
  });

  test('names the file and the line of what it rejects, and goes on', async () => {
    const broken = `${rows(0, 16)}\n{"id": 16, "title": "Повар\n${rows(17, 20)}`;
    const answer = await run([bytes('day.jsonl', broken), bytes('night.jsonl', rows(20, 21))]);
    expect(answer).toMatchObject({ read: 21, added: 20, rejected: { 'broken-json': 1 } });
    const [row] = await db.query<{ position: string; detail: string }>(
      'select position, detail from rejected_posting',
    );
    expect(row!.position).toBe('day.jsonl, line 17');
    expect(row!.detail).toMatch(/^It is not JSON: /);
  });

  test('reads windows-1251', async () => {
    const cyrillic = Buffer.from([0xcf, 0xee, 0xe2, 0xe0, 0xf0]);
    await run([bytes('old', Buffer.concat([Buffer.from('{"id":1,"title":"'), cyrillic, Buffer.from('"}')]))]);
    expect(await db.query('select title from vacancy')).toEqual([{ title: 'Повар' }]);
  });

  test('says in a sentence why a file cannot be read, and keeps what came before it', async () => {
    const whole = gzipSync(rows(0, 2_000));
    const cutOff = join(folder, 'cut.gz');
    await writeFile(cutOff, whole.subarray(0, whole.length - 400));
    const cases: [FeedFile, RegExp][] = [
      [
        onDisk(join(folder, 'nowhere.jsonl')),
        /nowhere\.jsonl cannot be read: there is no such file\.\nStored before that: added 2, /,
      ],
      [onDisk(folder), /cannot be read: it is a folder\.\n/],
      [onDisk(cutOff), /cut\.gz cannot be read: The compressed file is damaged or not whole/],
    ];
    for (const [file, sentence] of cases) {
      const failure = await run([bytes('a', rows(5_000, 5_002)), file]).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(SayError);
      expect((failure as Error).message).toMatch(sentence);
    }
    const [{ n }] = (await db.query('select count(*)::int as n from vacancy where seq is not null')) as [
      { n: number },
    ];
    expect(n).toBeGreaterThan(500);
    expect(await db.query('select distinct error is null as fine from source_run')).toEqual([
      { fine: false },
    ]);
  });

  test('says that the disk is full, and keeps what was stored before', async () => {
    await run([bytes('a', rows(0, 2))]);
    await db.query(`create function no_room() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`);
    await db.query('create trigger no_room before insert on vacancy execute function no_room()');
    try {
      const failure = run([bytes('b', rows(0, 900))]);
      await expect(failure).rejects.toThrow(/^The database's disk is full\. What was stored so far stays/);
    } finally {
      await db.query('drop function no_room() cascade');
    }
    expect(await db.query('select count(seq)::int as n from vacancy')).toEqual([{ n: 2 }]);
    expect(await db.query('select error from source_run order by id')).toEqual([
      { error: null },
      { error: expect.stringMatching(/^The database's disk is full/) },
    ]);
  });

  test('of the same files again writes nothing but when each was seen', async () => {
    const odd = [
      { title: 'Без номера', employer: 'ООО «Ромашка»', city: 'Киров; Москва', salary_text: '100-150к' },
      { id: 'x', title: 'Дважды', description: 'первый' },
      { id: 'x', title: 'Дважды', description: 'второй' },
      { id: 'y', title: 'Я'.repeat(1_001) },
      { id: 'z', title: 'Повар 3', skills: ['Ё', 'ё'], published_at: 'вчера', url: 'javascript:1' },
    ].map((row) => JSON.stringify(row));
    const files = [bytes('a', gzipSync(rows(0, 700))), bytes('b', odd.join('\n'))];
    await run(files);
    const before = await fingerprint();
    const second = await run(files, { now: day(2) });
    expect(second).toMatchObject({ read: 705, added: 0, changed: 0, unchanged: 703, repeated: 1 });
    expect(await fingerprint()).toEqual(before);
    expect(await db.query('select distinct last_seen_at from vacancy')).toEqual([{ last_seen_at: day(2) }]);
  });

  test('refuses an unknown format and a name that is none before it does anything', async () => {
    await expect(run([], { format: 'nosuch' })).rejects.toThrow(
      /^There is no format "nosuch"\. Known are: ndjson/,
    );
    await expect(run([], { source: 'Моя доска' })).rejects.toThrow(/"Моя доска" is not one\.$/);
    expect(await db.query('select from source')).toEqual([]);
  });
});

/** What every column holds of every vacancy but when it was last seen, and how many clusters and employers there are. */
const fingerprint = () =>
  db.query<{ md5: string }>(
    `select md5(string_agg((to_jsonb(v) - 'last_seen_at')::text, '' order by id)),
            (select count(*) from cluster) as clusters, (select count(*) from employer) as employers from vacancy v`,
  );

const REAL = fileURLToPath(new URL('../../../shared/data/vacancies-ru/', import.meta.url));
const withRealData = existsSync(REAL) ? test : test.skip;
if (!existsSync(REAL)) process.stdout.write('skipped: no ../shared/data (import of real vacancies)\n');

// The whole of both files takes half a minute; their first rows have every trap but one or two.
withRealData(
  'real vacancies are all understood, their counts add up, and a repeat changes nothing',
  async () => {
    const files = ['full.jsonl.gz', 'snippet.jsonl.gz'].map((name) => ({
      name,
      open: () => Readable.from(firstRows(REAL + name), { objectMode: false }),
    }));
    const first = await run(files);
    expect(first).toMatchObject({ read: 800, changed: 0, rejected: {}, unmapped: {} });
    expect(first.added + first.repeated).toBe(800);
    const before = await fingerprint();
    const second = await run(files, { now: day(2) });
    expect(second).toMatchObject({ read: 800, added: 0, changed: 0, unchanged: first.added });
    expect(await fingerprint()).toEqual(before);
    const [found] = await db.query<Record<string, number>>(
      `select count(*) filter (where body ~ '<[a-z/]|&[a-z]+;')::int as html,
            count(*) filter (where place_ids <> '{}')::int as placed,
            count(pay_month_rub)::int as paid, count(seq)::int as published from vacancy`,
    );
    expect(found).toMatchObject({ html: 0, published: first.added });
    expect(found!.placed).toBeGreaterThan(first.added * 0.5);
    expect(found!.paid).toBeGreaterThan(first.added * 0.2);
  },
  180_000,
);

async function* firstRows(path: string): AsyncGenerator<string> {
  let read = 0;
  for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()) })) {
    yield `${line}\n`;
    if (++read === 400) return;
  }
}
