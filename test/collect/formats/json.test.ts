import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { json } from '../../../src/collect/formats/json.js';
import type { Mapping } from '../../../src/collect/formats/mapping.js';
import type { ReadItem } from '../../../src/collect/posting.js';

const JOBS: Mapping = { records: 'data.jobs', id: 'id', title: 'name' };

async function read(
  text: string,
  mapping: Mapping = JOBS,
  piece = 11,
): Promise<{ items: ReadItem[]; fault: string | null }> {
  const items: ReadItem[] = [];
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  try {
    for await (const item of json.read({ bytes: pieces(), mapping })) items.push(item);
    return { items, fault: null };
  } catch (error) {
    return { items, fault: (error as Error).message };
  }
}

const titles = async (text: string, mapping?: Mapping, piece?: number) => {
  const { items, fault } = await read(text, mapping, piece);
  return [
    ...items.map((item) => (item.kind === 'posting' ? item.posting.title : item.reason)),
    ...(fault === null ? [] : [fault]),
  ];
};

const wrap = (...jobs: unknown[]): string =>
  JSON.stringify({ before: { jobs: [1] }, data: { total: 2, jobs }, after: [] });

describe('json', () => {
  test('reads fields at paths, through lists and through the values of maps', async () => {
    const job = {
      id: 1234567890123456789n.toString(),
      name: 'Повар',
      at: [{ city: 'Казань' }, { city: 'Уфа' }],
      texts: { ru: { text: '<p>Варить</p>' } },
      more: 'Печь',
      pay: { min: 50000, max: null },
      tags: ['нож', 'плита'],
    };
    const { items } = await read(wrap(job).replace('"1234567890123456789"', '1234567890123456789'), {
      ...JOBS,
      places: 'at.city',
      body: ['texts.*.text', 'more'],
      pay: { from: 'pay.min', to: 'pay.max' },
      skills: 'tags',
      employer: 'firm.name',
    });
    expect(items).toEqual([
      {
        kind: 'posting',
        position: 'record 1',
        posting: expect.objectContaining({
          externalId: '1234567890123456789',
          places: ['Казань', 'Уфа'],
          body: '<div><p>Варить</p></div>\n<div>Печь</div>',
          pay: expect.objectContaining({ from: 50000, to: null }),
          skills: ['нож', 'плита'],
          employer: null,
        }),
      },
    ]);
  });

  test('finds the list at the top, at a path, in every value of a map, and in documents one a line', async () => {
    const one = { id: 1, name: 'Повар' };
    const two = { id: 2, name: 'Врач' };
    const bare: Mapping = { id: 'id', title: 'name' };
    expect(await titles(JSON.stringify([one, two]), bare)).toEqual(['Повар', 'Врач']);
    expect(await titles(wrap(one, two))).toEqual(['Повар', 'Врач']);
    expect(await titles(JSON.stringify({ jobs: { a: one, b: two } }), { ...bare, records: 'jobs' })).toEqual([
      'Повар',
      'Врач',
    ]);
    const firms = { firms: { x: { jobs: [one] }, y: { jobs: [two] } } };
    expect(await titles(JSON.stringify(firms), { ...bare, records: 'firms.*.jobs' })).toEqual([
      'Повар',
      'Врач',
    ]);
    expect(
      await titles(`${JSON.stringify(one)}\n${JSON.stringify(two)}\n`, { ...bare, records: '$' }),
    ).toEqual(['Повар', 'Врач']);
  });

  test('an empty list is no fault, but no list is one, and names what to set', async () => {
    expect(await titles(wrap())).toEqual([]);
    expect(await titles('{"data":{}}')).toEqual([
      'The JSON has no list at "data.jobs": set "records" to its path.',
    ]);
    expect(await titles('{"a":[]}', { title: 'name' })).toEqual([
      'The JSON is an object, not a list: set "records" to the path of the list in it.',
    ]);
    expect(await titles(' ')).toEqual(['The file is empty; an empty list is written as [].']);
  });

  test('a file that was cut gives what was whole, and a sentence', async () => {
    const whole = wrap({ id: 1, name: 'Повар' }, { id: 2, name: 'Врач' });
    expect(await titles(whole.slice(0, whole.indexOf('Врач') + 2))).toEqual([
      'Повар',
      'The JSON ends in the middle, after 1 whole records: it was cut.',
    ]);
    expect(await titles(whole.slice(0, whole.indexOf(']}', 60)))).toEqual([
      'Повар',
      'Врач',
      'The JSON ends in the middle, after 2 whole records: it was cut.',
    ]);
  });

  test('a file that is broken in the middle, or no JSON, says so', async () => {
    expect(await titles(wrap({ id: 1, name: 'Повар' }, { id: 2, name: 'X' }).replace('"X"', 'X'))).toEqual([
      'Повар',
      expect.stringMatching(/^The JSON is broken after 1 whole records: Unexpected "X" at byte \d+\.$/),
    ]);
    expect(await titles('<!doctype html><p>Busy</p>')).toEqual(['It is HTML or XML, not JSON.']);
  });

  test('more than 64 levels and a record beyond 8 MB are refused', async () => {
    const deep = `${'['.repeat(70)}${']'.repeat(70)}`;
    expect(await titles(wrap({ id: 1, name: 'Повар' }, 'DEEP').replace('"DEEP"', deep))).toEqual([
      'Повар',
      'The JSON is nested more than 64 deep after record 1.',
    ]);
    const large = wrap({ id: 1, name: 'Повар' }, { id: 2, name: 'x'.repeat(9_000_000) });
    expect(await titles(large, JOBS, 65_536)).toEqual([
      'Повар',
      'What follows record 1 is longer than 8388608 bytes.',
    ]);
  });

  test('what is no record in the list is rejected, and a byte order mark is none of the text', async () => {
    expect(await titles(`\ufeff${wrap(17, { id: 1, name: 'Повар' }, null)}`)).toEqual([
      'not-a-posting',
      'Повар',
      'not-a-posting',
    ]);
  });

  test('holds no record that it gave away, in lists and in maps', async () => {
    for (const [records, open, close] of [
      ['jobs', '{"jobs":[', ']}'],
      ['jobs', '{"jobs":{', '}}'],
    ] as const) {
      async function* pieces() {
        yield Buffer.from(open);
        for (let i = 0; i < 6_000; i++) {
          const job = JSON.stringify({ id: i, name: 'Повар', text: `${i} `.repeat(1_500) });
          yield Buffer.from(`${i === 0 ? '' : ','}${open.endsWith('{') ? `"${i}":` : ''}${job}`);
        }
        yield Buffer.from(close);
      }
      const held: number[] = [];
      let count = 0;
      for await (const _ of json.read({ bytes: pieces(), mapping: { ...JOBS, records } })) {
        if (++count % 2_000 === 0) held.push(heapInUse());
      }
      expect(count).toBe(6_000);
      // Four thousand of these texts are 28 MB.
      expect(held[2]! - held[0]!).toBeLessThan(6 * 1024 ** 2);
    }
  }, 60_000);
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
