import { describe, expect, test } from '@jest/globals';
import { FeedError } from '../../../src/collect/formats/inflate.js';
import { textOf } from '../../../src/collect/formats/text-of.js';
import { readRates } from '../../../src/collect/rates/read-rates.js';
import { bytesOf, list, NOW, pieces, valute } from './lists.js';

const read = (text: string) => readRates(pieces(text), NOW);

describe("the Central Bank's daily list", () => {
  test('gives roubles for one unit, whatever number of units it states, with a decimal comma', async () => {
    expect(await read(list())).toEqual({
      day: '2026-11-25',
      rates: [
        { currency: 'USD', rub: 80.1 },
        { currency: 'EUR', rub: 92.5 },
        { currency: 'KZT', rub: 0.155 },
      ],
    });
  });

  test('is read as it is sent, in windows-1251 and in pieces', async () => {
    async function* bytes() {
      const all = bytesOf(list());
      yield all.subarray(0, 90);
      yield all.subarray(90);
    }
    expect((await readRates(textOf({ bytes: bytes() }), NOW)).rates).toHaveLength(3);
  });

  test('the rate of one unit counts where the list has it, for it has more digits', async () => {
    const { rates } = await read(
      list(valute('UZS', '67,1234', 10000, '0,00671234') + valute('VND', '3', 1000, '3E-3')),
    );
    expect(rates).toEqual([
      { currency: 'UZS', rub: 0.00671234 },
      { currency: 'VND', rub: 0.003 },
    ]);
  });

  test('may be of a few days ahead, as before holidays, and of any day of the past', async () => {
    expect((await read(list(valute('USD', '80'), '01.12.2026'))).day).toBe('2026-12-01');
    expect((await read(list(valute('USD', '0,1253'), '01/07/1992'))).day).toBe('1992-07-01');
  });
});

describe('what is no list of rates is told in a sentence', () => {
  test.each([
    ['nothing', '', 'The list of rates is empty (line 1).'],
    [
      'another XML',
      '<rss><channel/></rss>',
      'The list of rates begins with <rss>; a feed in the format XML_daily begins with <ValCurs> (line 1).',
    ],
    [
      'a page',
      '<html><body>Ошибка</body></html>',
      'The list of rates begins with <html>; a feed in the format XML_daily begins with <ValCurs> (line 1).',
    ],
    ['JSON', '{"USD": 80}', /^The list of rates is not well-formed XML/],
    [
      'a DOCTYPE',
      `<!DOCTYPE ValCurs [<!ENTITY a "1">]>${list()}`.replace(/<\?xml.*?\?>/, ''),
      /^The list of rates has a DOCTYPE, which this service refuses/,
    ],
    ['a list cut short', list().slice(0, 300), /^The list of rates ends too early/],
    ['a list of nothing', list(' '), 'The list of rates has no currency in it.'],
    [
      'a day of another century',
      list(undefined, '25.11.2106'),
      'The list of rates is of 25.11.2106; there can be none of that day.',
    ],
    [
      'a day before rates',
      list(undefined, '30.06.1992'),
      'The list of rates is of 30.06.1992; there can be none of that day.',
    ],
    [
      'a day that is none',
      list(undefined, '31.02.2026'),
      'The list of rates is of "31.02.2026", which is no day such as 25.11.2026.',
    ],
    [
      'no day',
      list().replace(' Date="25.11.2026"', ''),
      'The list of rates is of "", which is no day such as 25.11.2026.',
    ],
    [
      'a rate of nothing',
      list(valute('USD', '0,0000')),
      'The list of rates gives "0,0000" for USD, which is no price.',
    ],
    [
      'a rate below nothing',
      list(valute('USD', '-80,1')),
      'The list of rates gives "-80,1" for USD, which is no price.',
    ],
    [
      'a rate in words',
      list(valute('USD', 'восемьдесят')),
      'The list of rates gives "восемьдесят" for USD, which is no price.',
    ],
    [
      'a rate for no units',
      list(valute('USD', '80,1', 0)),
      'The list of rates gives "80,1" for USD, which is no price.',
    ],
    [
      'a currency without a code',
      list(valute('', '80,1')),
      'The list of rates names a currency ""; three letters are meant.',
    ],
    ['a currency twice', list(valute('USD', '80') + valute('USD', '81')), 'The list of rates has USD twice.'],
  ])('%s', async (_, text, sentence) => {
    const error = await read(text).catch((fault) => fault);
    expect(error).toBeInstanceOf(FeedError);
    if (typeof sentence === 'string') expect(error.message).toBe(sentence);
    else expect(error.message).toMatch(sentence);
  });
});
