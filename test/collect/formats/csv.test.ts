import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { csv } from '../../../src/collect/formats/csv.js';
import type { Mapping } from '../../../src/collect/formats/mapping.js';
import type { ReadItem } from '../../../src/collect/posting.js';
import { windows1251 } from './windows-1251.js';

const TITLE: Mapping = { id: 'id', title: 'name' };

async function read(table: string | Buffer, mapping: Mapping = TITLE, piece = 7): Promise<ReadItem[]> {
  const bytes = Buffer.from(table);
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, i) =>
    bytes.subarray(i * piece, (i + 1) * piece),
  );
  const items: ReadItem[] = [];
  for await (const item of csv.read({ bytes: Readable.from(pieces), mapping })) items.push(item);
  return items;
}

/** Titles, and rejected rows as "line 3: broken-csv". */
const told = (items: readonly ReadItem[]): string[] =>
  items.map((item) => (item.kind === 'posting' ? item.posting.title : `${item.position}: ${item.reason}`));

describe('csv', () => {
  test('reads every field that a mapping names, and leaves the words as they are', async () => {
    const table =
      'id;name;firm;town;from;to;tax;text;more;day;arch\n7;Повар;Столовая;Казань;50000.0;60 000;да;Варить;Печь;2026-11-02;0\n';
    const [item] = await read(table, {
      id: 'id',
      url: 'https://jobs.example/{id}',
      title: ['headline', 'name'],
      employer: 'firm',
      agency: false,
      places: '{town}, Россия',
      pay: { from: 'from', to: 'to', gross: 'tax', currency: { value: 'RUB' } },
      body: ['text', 'more'],
      publishedAt: 'day',
      closed: 'arch',
    });
    expect(item).toMatchObject({
      position: 'line 2',
      posting: {
        externalId: '7',
        url: 'https://jobs.example/7',
        title: 'Повар',
        employer: 'Столовая',
        agency: false,
        places: 'Казань, Россия',
        pay: { from: '50000.0', to: '60 000', gross: true, currency: 'RUB' },
        body: 'Варить\n\nПечь',
        publishedAt: '2026-11-02',
        closed: false,
      },
    });
  });

  test.each([',', ';', '\t', '|'])('finds out that cells are parted by %j', async (delimiter) => {
    const table = [
      ['id', 'name', 'a,b'],
      ['1', '"Повар, кондитер; пекарь"', ''],
    ].map((row) => row.map((cell) => (cell === 'a,b' ? '"a,b"' : cell)).join(delimiter));
    expect(told(await read(table.join('\n')))).toEqual(['Повар, кондитер; пекарь']);
  });

  test('reads lines that end with a bare CR, with CR LF and not at all, after a byte order mark', async () => {
    for (const end of ['\r', '\r\n', '\n']) {
      expect(told(await read(`\ufeffid,name${end}1,Повар${end}${end}2,"Пекарь${end}ночной"`))).toEqual([
        'Повар',
        'Пекарь\nночной',
      ]);
    }
  });

  test('reads windows-1251 by its bytes or by its name, UTF-16 by its mark, and gzip', async () => {
    const table = 'id,name\n1,Повар\n';
    expect(told(await read(windows1251(table)))).toEqual(['Повар']);
    expect(told(await read(windows1251(table), { ...TITLE, encoding: 'windows-1251' }))).toEqual(['Повар']);
    expect(told(await read(Buffer.from(`\ufeff${table}`, 'utf16le')))).toEqual(['Повар']);
    expect(told(await read(gzipSync(table)))).toEqual(['Повар']);
  });

  test('a row with a broken quote is rejected with its line, and every other is read', async () => {
    const table = 'id,name\n1,Повар\n2,"Пекарь\n3,Слесарь\n4,"Токарь, 5 разряд"\n5,Швея\n6,"Маляр\n7,Врач';
    expect(told(await read(table))).toEqual([
      'Повар',
      'line 3: broken-csv',
      'Слесарь',
      'Токарь, 5 разряд',
      'Швея',
      'line 7: broken-csv',
      'Врач',
    ]);
    const broken = (await read(table))[1]!;
    expect(broken).toMatchObject({ detail: 'A quote in it is opened and never closed.', raw: '2,"Пекарь' });
  });

  test('a quote inside a word is a letter, not a mistake', async () => {
    expect(told(await read('id,name\n1,Укладчик труб 5"\n2,ООО "Ромашка"\n3,Врач'))).toEqual([
      'Укладчик труб 5"',
      'ООО "Ромашка"',
      'Врач',
    ]);
  });

  test('a row with cells too few or too many is rejected; empty ones at its end are no cells', async () => {
    const items = await read('id,name\n1\n2,Повар,,\n3,Врач,x\n,\n');
    expect(told(items)).toEqual(['line 2: broken-csv', 'Повар', 'line 4: broken-csv']);
    expect(items[0]).toMatchObject({ detail: 'It has 1 cells where the head of the table has 2.' });
  });

  test('a quote that a million rows never close costs one row', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},Повар ${i}`);
    const items = await read(`id,name\n0,"Врач\n${rows.join('\n')}`, TITLE, 65_536);
    expect(items.length).toBe(20_001);
    expect(told(items).slice(0, 2)).toEqual(['line 2: broken-csv', 'Повар 0']);
  });

  test('a line beyond four million characters is rejected, and the next is read', async () => {
    const items = await read(`id,name\n1,${'x'.repeat(5_000_000)}\n2,Врач`, TITLE, 65_536);
    expect(told(items)).toEqual(['line 2: too-long', 'Врач']);
  });

  test('keeps only the rows that fulfil where', async () => {
    const table = 'id,name,open,end\n1,Повар,TRUE,\n2,Врач,false,\n3,Швея,true,2026\n4,Маляр,,\n';
    const kept = async (where: Mapping['where']) => told(await read(table, { ...TITLE, where: where! }));
    expect(await kept({ open: true })).toEqual(['Повар', 'Швея']);
    expect(await kept({ open: true, end: null })).toEqual(['Повар']);
    expect(await kept({ open: { not: false } })).toEqual(['Повар', 'Швея', 'Маляр']);
    expect(await kept({ end: { not: null } })).toEqual(['Швея']);
    expect(await kept({ id: [1, 4] })).toEqual(['Повар', 'Маляр']);
  });

  test('refuses in a sentence: no mapping, no table, a column that is not there', async () => {
    await expect(
      csv
        .read({ bytes: Readable.from([]) })
        [Symbol.asyncIterator]()
        .next(),
    ).rejects.toThrow(
      'The format csv needs a mapping that says which of its fields are which of ours; the shortest is mapping: { id: column, title: column }.',
    );
    await expect(read('')).rejects.toThrow('The table is empty: not even its head is there.');
    await expect(read('id,title\n1,Повар', { ...TITLE, places: ['city', 'id'] })).rejects.toThrow(
      'The mapping names "name", but the columns of the table are: id, title.',
    );
  });
});
