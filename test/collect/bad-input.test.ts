import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { remarkLines } from '../../src/collect/counts-lines.js';
import { importFiles } from '../../src/collect/import-files.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { windows1251 } from './formats/windows-1251.js';
import { day } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate source, vacancy, cluster, employer restart identity cascade'));

/** Imports one file of these bytes. */
const take = (content: string | Buffer, format = 'ndjson') =>
  importFiles(db.dataSource, {
    format,
    source: 'board',
    now: day(1),
    files: [{ name: 'feed', open: () => Readable.from([Buffer.from(content)]) }],
  });
const lines = (...rows: unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
const columns = (names: string) => db.query(`select ${names} from vacancy order by id`);

describe('a file that is no list of vacancies', () => {
  test.each<[string, string, string[]]>([
    ['an empty file', '', ['There was no posting in it.']],
    [
      'a JSON array',
      JSON.stringify([{ id: 1, title: 'Повар' }]),
      [
        'Rejected as not-a-posting: 1',
        '  line 1: It is a list; this format has one vacancy a line, with no brackets or commas around them.',
        'Nothing could be taken: is the feed really in this format?',
      ],
    ],
    [
      'a page that says 404',
      '<!DOCTYPE html>\n<p>404</p>',
      [
        'Rejected as broken-json: 2',
        '  line 1: It is XML or HTML, not JSON.',
        '  line 2: It is XML or HTML, not JSON.',
        'Nothing could be taken: is the feed really in this format?',
      ],
    ],
  ])('%s is told as such', async (_, content, told) => {
    expect(remarkLines(await take(content)).slice(0, told.length)).toEqual(told);
  });

  test('an array written over many lines names the first five of them and how many more there are', async () => {
    const told = remarkLines(await take(JSON.stringify([{ id: 1 }, { id: 2 }], null, 1)));
    expect(told[1]).toBe(
      '  line 1: It opens a record that goes over several lines; this format has every vacancy whole on one line.',
    );
    expect(told).toHaveLength(9);
    expect(told[6]).toBe('  … and 3 more; table rejected_posting holds them all for 14 days.');
  });

  test('a number, a list, null, a text and an empty record among the lines are named, the rest is taken', async () => {
    const counts = await take('5\n[1,2]\nnull\n"text"\n{}\n{"id":6,"title":"Повар"}');
    expect(counts).toMatchObject({ read: 6, added: 1, rejected: { 'not-a-posting': 4, 'no-title': 1 } });
    expect(counts.rejections.map(({ position }) => position)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `line ${n}`),
    );
  });
});

describe('what no column can hold', () => {
  const FIELDS = `id url src title employer city currency salary_text experience schedule employment skills
    published_at description requirement responsibility`.split(/\s+/);

  test.each(FIELDS)('NUL bytes and halves of characters in %s lose nothing', async (field) => {
    const strange = ['Швея\0', '\ud800Швея', 'Швея\udc00', `${'я'.repeat(99)}😀`, `${'я'.repeat(299)}😀`];
    const rows = strange.map((text, n) => ({
      id: n,
      title: 'Швея',
      url: `https://e.example/${n}`,
      [field]: text,
    }));
    const lists = strange.map((text, n) => ({ id: `${n}`, title: 'Швея', [field]: [text, { name: text }] }));
    const counts = await take(lines(...rows, ...lists));
    const { added, repeated, changed, rejected } = counts;
    expect(added + repeated + changed + (rejected['no-title'] ?? 0)).toBe(10);
    expect(Object.keys(rejected)).toEqual(field === 'title' ? ['no-title'] : []);
  });

  test('pay that is no pay is not stated: words, less than nothing, more than anybody has', async () => {
    const amounts = ['abc', -5, '-50000', '−50000', 1e308, '1e308', '9'.repeat(40), 0, {}, [], true];
    const texts = ['от 99999999999999999999 руб.', '9'.repeat(400), '100000000000000 - 200000000000000'];
    const counts = await take(
      lines(
        ...amounts.map((salary_from, id) => ({ id, title: 'Швея', salary_from })),
        ...texts.map((salary_text, n) => ({ id: `t${n}`, title: 'Швея', salary_text })),
      ),
    );
    expect(counts).toMatchObject({ added: amounts.length + texts.length, rejected: {} });
    expect(await db.query('select distinct pay_from, pay_to, pay_month_rub from vacancy')).toEqual([
      { pay_from: null, pay_to: null, pay_month_rub: null },
    ]);
  });

  test('numbers as Python and spreadsheets print them are read', async () => {
    await take(
      lines(...['1e+05', '6.5e4', '50000.0'].map((salary_from, id) => ({ id, title: 'Швея', salary_from }))),
    );
    expect(await columns('pay_from::int')).toEqual(
      [100_000, 65_000, 50_000].map((pay_from) => ({ pay_from })),
    );
  });

  test('dates that are none leave the date open', async () => {
    const dates = [
      'вчера',
      '2026-13-45',
      '2026-02-30',
      1e308,
      -1,
      {},
      '0000-00-00T99:99',
      'я'.repeat(100_000),
    ];
    await take(lines(...dates.map((published_at, id) => ({ id, title: 'Швея', published_at }))));
    expect(await db.query('select distinct published_at from vacancy')).toEqual([{ published_at: null }]);
  });

  test('links that a browser would obey are no links, with an id and without', async () => {
    const url = 'javascript:alert(document.cookie)';
    await take(lines({ id: 1, title: 'Швея', url }, { title: 'Швея', url }));
    expect(await db.query('select distinct url from vacancy')).toEqual([{ url: null }]);
    expect(await columns("external_id ~ 'javascript' as obeyed")).toEqual([
      { obeyed: false },
      { obeyed: false },
    ]);
  });

  test('an id of 10 KB is known again', async () => {
    const row = lines({ id: 'x'.repeat(10_240), title: 'Швея' });
    expect(await take(row)).toMatchObject({ added: 1 });
    expect(await take(row)).toMatchObject({ unchanged: 1 });
  });

  test('ids of 16 and more digits are not rounded into one', async () => {
    const row = (id: string) =>
      `{"title":"Швея", "id": ${id}, "description":"\\"id\\": 12345678901234567890,"}`;
    expect(await take(['9007199254740993', '9007199254740992'].map(row).join('\n'))).toMatchObject({
      added: 2,
    });
    expect(await columns('external_id, body')).toEqual([
      { external_id: '9007199254740993', body: '"id": 12345678901234567890,' },
      { external_id: '9007199254740992', body: '"id": 12345678901234567890,' },
    ]);
  });

  test('a megabyte of skills keeps the first hundred', async () => {
    const skills = Array.from({ length: 100_000 }, (_, n) => `навык ${n}`);
    await take(lines({ id: 1, title: 'Швея', skills }, { id: 2, title: 'Швея', skills: skills.join(', ') }));
    expect(await columns('cardinality(skills) as kept')).toEqual([{ kept: 100 }, { kept: 100 }]);
  });

  test.each(['(', ')', 'г. ', ', ', '; ', ' и ', '/', '(а', '😀', '"'])(
    'a city of 100,000 times «%s» does not take quadratic time',
    async (piece) => {
      const city = piece.repeat(100_000);
      expect(
        await take(lines({ id: 1, title: 'Швея', city, employer: city, salary_text: city })),
      ).toMatchObject({
        added: 1,
      });
    },
  );

  test('a title of 10 MB is rejected with its line, and the next line is taken', async () => {
    const counts = await take(lines({ id: 1, title: 'я'.repeat(10 * 1024 ** 2) }, { id: 2, title: 'Швея' }));
    expect(counts).toMatchObject({ added: 1, rejected: { 'too-long': 1 } });
    expect(remarkLines(counts)[1]).toBe('  line 1: It has 10485779 characters; a line has at most 4194304.');
  });

  test('what Postgres refuses all the same is rejected alone, and its neighbours are stored', async () => {
    await db.query(`create function refuse() returns trigger language plpgsql as $$ begin
      if new.title = 'Яд' then raise exception 'no such thing' using errcode = '22P05'; end if; return new; end $$`);
    await db.query(
      'create trigger refuse before insert or update on vacancy for each row execute function refuse()',
    );
    try {
      const rows = ['Повар', 'Яд', 'Швея'].map((title, id) => ({ id, title }));
      const counts = await take(lines(...rows));
      expect(counts).toMatchObject({ read: 3, added: 2, rejected: { unreadable: 1 } });
      expect(remarkLines(counts)[1]).toBe('  id 1: The database does not take it: no such thing.');
      expect(await db.query('select position, raw from rejected_posting')).toEqual([
        { position: 'id 1', raw: expect.stringContaining('Яд') },
      ]);
      const again = await take(lines({ id: 0, title: 'Яд' }, { id: 2, title: 'Швея' }));
      expect(again).toMatchObject({
        read: 2,
        unchanged: 1,
        changed: 0,
        repeated: 0,
        rejected: { unreadable: 1 },
      });
    } finally {
      await db.query('drop function refuse() cascade');
    }
  });
});

describe('the wrong encoding', () => {
  const xml = (encoding: string) =>
    `<?xml version="1.0" encoding="${encoding}"?><source><vacancies><vacancy><job-name>Повар горячего цеха</job-name><url>https://e.example/1</url></vacancy></vacancies></source>`;

  test('windows-1251 under a prolog that says UTF-8 is read as what it is', async () => {
    await take(windows1251(xml('UTF-8')), 'yandex-rabota');
    expect(await columns('title')).toEqual([{ title: 'Повар горячего цеха' }]);
  });

  test('windows-1251 whose first letter is the last byte of the first piece is told all the same', async () => {
    const head = '{"id":1,"src":"'.padEnd(511 - '","title":"'.length, 'a');
    await take(windows1251(`${head}","title":"Повар"}`));
    expect(await columns('title')).toEqual([{ title: 'Повар' }]);
  });

  test('a line in another encoding than its file is rejected by its number, not stored as question marks', async () => {
    const rows = Array.from({ length: 30 }, (_, id) => ({ id, title: `Повар ${id}` }));
    const strange = windows1251(`${lines({ id: 77, title: 'Слесарь' })}\n`);
    const counts = await take(Buffer.concat([Buffer.from(`${lines(...rows)}\n`), strange]));
    expect(counts).toMatchObject({ added: 30, rejected: { unreadable: 1 } });
    expect(counts.rejections[0]).toMatchObject({
      position: 'line 31',
      detail: 'Its title cannot be read: it is written in another encoding than the rest of the feed.',
    });
  });
});

test('a compressed file that was cut in the middle keeps what came before and says how much that is', async () => {
  const whole = gzipSync(
    lines(...Array.from({ length: 9_000 }, (_, id) => ({ id, title: `Повар ${id * 7919}` }))),
  );
  const failure = await take(whole.subarray(0, whole.length / 2)).catch((error: Error) => error.message);
  const [{ stored }] = (await columns('count(*) over ()::int as stored limit 1'.replace(' limit 1', ''))) as [
    { stored: number },
  ];
  expect(stored).toBeGreaterThan(1_000);
  expect(failure).toBe(
    `feed cannot be read: The compressed file is damaged or not whole (unexpected end of file).
Stored before that: added ${stored}, changed 0, unchanged 0, returned 0, repeated 0, rejected 0.`,
  );
});

test('an XML feed with a bare & says so by its line', async () => {
  const feed = (name: string) =>
    `<source><vacancies>\n<vacancy><job-name>${name}</job-name></vacancy>\n<vacancy><job-name>B</job-name></vacancy></vacancies></source>`;
  await expect(take(feed('A & B'), 'yandex-rabota')).rejects.toThrow(/"&".*"&amp;"/);
  await expect(take(feed('A & B &amp; C'), 'yandex-rabota')).rejects.toThrow(/"&".*"&amp;".*\(line 2\)/);
});
