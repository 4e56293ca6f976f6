import { Readable, Writable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { restore } from '../../src/keep/backup/restore.js';
import { writeBackup } from '../../src/keep/backup/write-backup.js';
import { NOW, tools } from '../subscribe/support.js';
import { buildSubscriber, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { buildPerson } from './person.js';

const { secret } = tools;

let full: TestDatabase;
let file: Buffer;
const targets: TestDatabase[] = [];
beforeAll(async () => {
  full = await testDatabase();
  await buildPerson(full.dataSource, 'anna@example.org');
  await full.query(`insert into rate (currency, day, rub) values ('USD', '2026-11-24', 81.12345678)`);
  await buildVacancy(full.dataSource, {
    title: 'Повар\t«горячий» цех\\N',
    body: 'строка\nещё одна\r\n\\.\n',
    skills: ['С++', ''],
  });
  await buildVacancy(full.dataSource, { title: 'Длинная', body: 'я'.repeat(1_500_000) });
  file = await backupOf(full.dataSource);
});
afterAll(() => full.close());
afterEach(async () => {
  for (const target of targets.splice(0)) await target.close();
});

async function emptyDatabase(): Promise<DataSource> {
  const target = await testDatabase();
  targets.push(target);
  return target.dataSource;
}

async function backupOf(db: DataSource, onChunk: () => Promise<void> = breathe): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const out = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk);
      onChunk().then(() => done(), done);
    },
  });
  await writeBackup({ db, secret }, out, NOW);
  return Buffer.concat(chunks);
}

/** A file in pieces as a disk gives them. */
const pieces = (bytes: Buffer): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, i) =>
      bytes.subarray(i * 1000, i * 1000 + 1000),
    ),
  );

const restoreTo = (db: DataSource, bytes: Buffer, given: { otherKey?: boolean; key?: Buffer } = {}) =>
  restore({ db, secret: given.key ?? secret, otherKey: given.otherKey ?? false }, pieces(bytes));

/** Rows and MD5 of every table, whatever order its rows lie in. */
async function printsOf(db: DataSource): Promise<Record<string, string>> {
  const tables: { name: string }[] = await db.query(
    `select c.oid::regclass::text as name from pg_class c where c.relnamespace = 'public'::regnamespace
        and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migration' order by 1`,
  );
  const prints: [string, string][] = [];
  for (const { name } of tables) {
    const [{ print }] = await db.query(
      `select count(*) || ' ' || md5(coalesce(string_agg(line, '' order by line), '')) as print
         from (select (to_jsonb(t) - 'changed_in')::text as line from ${name} t) as lines`,
    );
    prints.push([name, print]);
  }
  return Object.fromEntries(prints);
}

describe('a backup', () => {
  test('brings every table back as it was, into an empty database', async () => {
    const db = await emptyDatabase();
    const blank = await printsOf(db);
    const before = await printsOf(full.dataSource);
    expect(Object.keys(before).filter((table) => before[table] === blank[table])).not.toContain('vacancy');
    const { rows } = await restoreTo(db, file);
    expect(await printsOf(db)).toEqual(before);
    expect(rows).toBe(Object.values(before).reduce((sum, print) => sum + Number(print.split(' ')[0]), 0));
  });

  test('lets numbers go on where they stood, and days have their partitions', async () => {
    const db = await emptyDatabase();
    await restoreTo(db, file);
    await buildSubscriber(db);
    await buildVacancy(db);
    const [{ same }] = await db.query(
      `select (select max(seq) from vacancy) = (select last_value from vacancy_seq) as same`,
    );
    expect(same).toBe(true);
    const days = `select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid order by 1`;
    expect(await db.query(days)).toEqual(await full.query(days));
  });

  test('shows one instant, while others go on writing', async () => {
    const before = await printsOf(full.dataSource);
    let written = 0;
    const bytes = await backupOf(full.dataSource, async () => {
      if (written++ < 3)
        await full.query(`insert into tick (name, next_at) values ($1, now())`, [`t${written}`]);
    });
    expect(written).toBeGreaterThan(0);
    await full.query(`delete from tick where name like 't_'`);
    const db = await emptyDatabase();
    await restoreTo(db, bytes);
    expect(await printsOf(db)).toEqual(before);
  });

  test('that cannot be written leaves the connection to others', async () => {
    const fullDisk = backupOf(full.dataSource, () => Promise.reject(new Error('no space left')));
    await expect(fullDisk).rejects.toThrow('no space left');
    expect(await full.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('made by an older schema comes back brought up to date', async () => {
    const older = await emptyDatabase();
    await buildPerson(older, 'old@example.org');
    await older.undoLastMigration();
    const made = await backupOf(older);
    const db = await emptyDatabase();
    await restoreTo(db, made);
    await older.runMigrations();
    expect(await printsOf(db)).toEqual(await printsOf(older));
  });
});

describe('what is no whole backup is refused and changes nothing:', () => {
  const damages: [string, () => Buffer][] = [
    ['an empty file', () => Buffer.alloc(0)],
    ['another file', () => Buffer.from('PGDMP and so on')],
    ['another gzip', () => gzipSync('Hello, world')],
    ['half of it', () => file.subarray(0, file.length / 2)],
    ['all but the last byte', () => file.subarray(0, -1)],
    ['all but its end, packed anew', () => gzipSync(gunzipSync(file).subarray(0, -60))],
    // One bit may not matter: a run of equal letters is the same at another distance.
    [
      'bytes lost in the middle',
      () => Buffer.from(file).fill(0xff, file.length >> 1, (file.length >> 1) + 64),
    ],
    ['a bit turned in the checksum of gzip', () => turned(file, file.length - 8)],
    ['a letter turned in what is packed', () => gzipSync(turnedText(gunzipSync(file)))],
  ];
  test.each(damages)('%s', async (_, damaged) => {
    const db = await emptyDatabase();
    const before = await printsOf(db);
    await expect(restoreTo(db, damaged())).rejects.toThrow(
      /^The backup cannot be restored: .* Nothing was changed\.$/,
    );
    expect(await printsOf(db)).toEqual(before);
  });

  test('one of a newer schema', async () => {
    const header = gunzipSync(file)
      .toString('latin1')
      .replace(/"migrations":\["\w{20}/, (found) => `${found.slice(0, -4)}Next`);
    const db = await emptyDatabase();
    await expect(restoreTo(db, gzipSync(Buffer.from(header, 'latin1')))).rejects.toThrow(
      /A newer Vestnik made this backup/,
    );
  });

  test('one made under another key, unless that is meant', async () => {
    const db = await emptyDatabase();
    const key = Buffer.alloc(32, 8);
    await expect(restoreTo(db, file, { key })).rejects.toThrow(/under another SECRET_KEY/);
    await restoreTo(db, file, { key, otherKey: true });
  });

  test('any, where the database is not empty', async () => {
    const db = await emptyDatabase();
    await buildSubscriber(db);
    const before = await printsOf(db);
    await expect(restoreTo(db, file)).rejects.toThrow(/has rows in address, subscriber\./);
    expect(await printsOf(db)).toEqual(before);
  });
});

function turned(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = copy[at]! ^ 1;
  return copy;
}

/** Data that Postgres would take: only the checksum knows. */
function turnedText(bytes: Buffer): Buffer {
  return turned(bytes, bytes.lastIndexOf('бухгалтер') + 1);
}
