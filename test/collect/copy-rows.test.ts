import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { copyRows } from '../../src/collect/copy-rows.js';
import { documentOf } from '../../src/collect/vacancy-row.js';
import { type Document, toTsvector } from '../../src/language/document.js';
import { toTsvectorBytes } from '../../src/language/tsvector-bytes.js';
import { copyIn } from '../../src/store/copy-in.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client(database.url);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.close();
});

const COLUMNS = `n integer, big bigint, yes boolean, money double precision, at timestamptz, bytes bytea, words text,
  list text[], numbers integer[]`;

async function copied(columns: string, rows: Record<string, unknown>[]): Promise<Record<string, unknown>[]> {
  await client.query(`create temp table copied (${columns})`);
  try {
    await copyIn(client, 'copy copied from stdin (format binary)', [copyRows(columns, rows)]);
    return (await client.query('select * from copied')).rows;
  } finally {
    await client.query('drop table copied');
  }
}

test('what is laid out is what Postgres reads, of every type', async () => {
  const row = {
    n: -7,
    big: '9007199254740993',
    yes: true,
    money: 123_456_789_012.25,
    at: new Date('1999-12-31T23:59:59.999Z'),
    bytes: Buffer.from([0, 1, 255]),
    words: 'Повар\n«R&D» \\ \'"{},NULL 🍲',
    list: ['', 'a,b', '{"x"}', 'NULL', 'ёж'],
    numbers: [3, -1, 2],
  };
  const other = {
    ...row,
    yes: false,
    at: new Date('2100-01-01T00:00:00Z'),
    words: '',
    list: [],
    numbers: [],
  };
  expect(await copied(COLUMNS, [row, other])).toEqual([row, other]);
});

test('what is null or left out is null', async () => {
  const nulls = Object.fromEntries(
    Object.keys((await copied(COLUMNS, [{}]))[0]!).map((name) => [name, null]),
  );
  expect(Object.keys(nulls)).toHaveLength(9);
  expect(await copied(COLUMNS, [{}, { n: null, list: null }])).toEqual([nulls, nulls]);
});

test('rows of more than a megabyte are whole', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => ({ n, words: 'ы'.repeat(50_000 + n) }));
  expect(await copied('n integer, words text', rows)).toEqual(rows);
});

/** Whether Postgres takes the bytes of a document for the same as its literal. */
async function isSame(document: Document): Promise<boolean> {
  const bytes = toTsvectorBytes(document);
  const [row] = await copied('document tsvector', [{ document: bytes }]);
  const { rows } = await client.query('select $1::tsvector = $2::tsvector as same', [
    row!.document,
    toTsvector(document),
  ]);
  return rows[0].same;
}

test('a document as bytes is the same tsvector as its literal', async () => {
  const skills = ['C++', 'C#', '.NET', "l'Oréal", '1С', 'back-end'];
  const text = 'Водитель категории В, С. Пекарь, пекаря! ⑴ 汉字 R&D 𝒳 '.repeat(50);
  expect(await isSame(documentOf({ title: 'Повар', employerName: 'Ёж', skills, body: text }))).toBe(true);
  expect(await isSame(documentOf({ title: '', employerName: null, skills: [], body: '' }))).toBe(true);
  const long = Array.from({ length: 7_900 }, (_, n) => `слово${n}бесконечнодлинноеидальшедальше`).join(' ');
  expect(
    toTsvectorBytes(documentOf({ title: 'a', employerName: null, skills: [], body: long })).length,
  ).toBeGreaterThan(256 * 1024);
  expect(await isSame(documentOf({ title: 'a', employerName: null, skills: [], body: long }))).toBe(true);
});
