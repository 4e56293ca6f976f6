import { describe, expect, test } from '@jest/globals';
import { normalisePay } from '../../../src/collect/normalise/pay.js';
import type { RawPay } from '../../../src/collect/posting.js';

const rates = new Map([
  ['RUB', 1],
  ['USD', 80],
  ['BYN', 25],
]);
const rateOf = (currency: string) => rates.get(currency);
const pay = (raw: RawPay) => normalisePay(raw, rateOf);
const short = (raw: RawPay) => {
  const { from, to, currency, gross, period } = pay(raw);
  return [from, to, currency, gross, period];
};

describe('pay in words', () => {
  test.each<[string, (number | string | boolean | null)[]]>([
    ['110000 - 170000', [110000, 170000, 'RUB', null, 'month']],
    ['от 90 000 до 120 000 ₽ за месяц, на руки', [90000, 120000, 'RUB', false, 'month']],
    ['от 90 000 до 120 000 ₽ до вычета налогов', [90000, 120000, 'RUB', true, 'month']],
    ['3 500 ₽ за час', [3500, 3500, 'RUB', null, 'hour']],
    ['от 40\u202f000 ₽', [40000, null, 'RUB', null, 'month']],
    ['до 60\u00a0000 ₽ за месяц, на руки', [null, 60000, 'RUB', false, 'month']],
    ['100-150к', [100000, 150000, 'RUB', null, 'month']],
    ['80–120 тыс. руб.', [80000, 120000, 'RUB', null, 'month']],
    ['от 80 тыс. руб.', [80000, null, 'RUB', null, 'month']],
    ['Зарплата: от 30000 до 70000 RUR', [30000, 70000, 'RUB', null, 'month']],
    ['З/п от 2500 BYR', [2500, null, 'BYN', null, 'month']],
    ['1000-1200 EUR', [1000, 1200, 'EUR', null, 'month']],
    ['$4000', [4000, 4000, 'USD', null, 'month']],
    ['220000 - 0', [220000, null, 'RUB', null, 'month']],
    ['0 - 50000', [null, 50000, 'RUB', null, 'month']],
    ['130000.0', [130000, 130000, 'RUB', null, 'month']],
    ['50000+ rub', [50000, null, 'RUB', null, 'month']],
    ['4 500 ₽ за смену', [4500, 4500, 'RUB', null, 'shift']],
    ['1 200 000 ₽ в год', [1200000, 1200000, 'RUB', null, 'year']],
    ['50 000 ₽, график 2/2', [50000, 50000, 'RUB', null, 'month']],
    ['от 1 500 руб./смена', [1500, null, 'RUB', null, 'shift']],
    ['2600 руб/смена', [2600, 2600, 'RUB', null, 'shift']],
    ['до 5 200 ₽/сутки', [null, 5200, 'RUB', null, 'shift']],
    ['4 300 ₽ за 12 часов', [4300, 4300, 'RUB', null, 'shift']],
    ['60 смен по 5 100 ₽', [5100, 5100, 'RUB', null, 'shift']],
    ['190 000 руб. за 30 смен', [190000, 190000, 'RUB', null, 'project']],
    ['вахта 60/30, 185 000 руб.', [185000, 185000, 'RUB', null, 'month']],
    ['5/2, 62000 руб.', [62000, 62000, 'RUB', null, 'month']],
    ['График 2/2, з/п 61 000 руб.', [61000, 61000, 'RUB', null, 'month']],
    ['опыт 1-3 года, от 84 000', [84000, null, 'RUB', null, 'month']],
    ['от 3 лет опыта, 101 000 руб.', [101000, 101000, 'RUB', null, 'month']],
    ['82 000 - 118 000 руб. (опыт 1-3 года)', [82000, 118000, 'RUB', null, 'month']],
    ['13-я зарплата, 51 000', [51000, 51000, 'RUB', null, 'month']],
    ['40 часов в неделю, 73 000 ₽ в месяц', [73000, 73000, 'RUB', null, 'month']],
    ['4 100 ₽ за смену, выплаты 2 раза в месяц', [4100, 4100, 'RUB', null, 'shift']],
    ['от 720 руб/ч', [720, null, 'RUB', null, 'hour']],
    ['$32-41/hour', [32, 41, 'USD', null, 'hour']],
    ['102 000-154 000 т.р.', [102000, 154000, 'RUB', null, 'month']],
    ['от 95 т.р.', [95000, null, 'RUB', null, 'month']],
    ['з/п 46-58 т.р. на руки', [46000, 58000, 'RUB', false, 'month']],
    ['1,6 млн руб. в год', [1600000, 1600000, 'RUB', null, 'year']],
    ['47000 + %', [47000, null, 'RUB', null, 'month']],
    ['оклад 31 000 руб. + премия до 22 000', [31000, null, 'RUB', null, 'month']],
    ['не менее 63 000 рублей', [63000, null, 'RUB', null, 'month']],
    ['не более 99 000 рублей', [null, 99000, 'RUB', null, 'month']],
    ['свыше 105 000 руб.', [105000, null, 'RUB', null, 'month']],
    ['с 55 000 по 65 000 руб.', [55000, 65000, 'RUB', null, 'month']],
    ['€3.600', [3600, 3600, 'EUR', null, 'month']],
    ['2700 бел. руб.', [2700, 2700, 'BYN', null, 'month']],
    ['320 - 480 тысяч тенге', [320000, 480000, 'KZT', null, 'month']],
    ['$125,000 a year', [125000, 125000, 'USD', null, 'year']],
    ['до 2 400 $ за месяц, на руки', [null, 2400, 'USD', false, 'month']],
    ['88 000 P', [88000, 88000, 'RUB', null, 'month']],
  ])('«%s»', (text, expected) => expect(short({ text })).toEqual(expected));

  test.each([
    '0',
    '0 - 0',
    'Договорная',
    'договорная',
    'Нет данных',
    'Уровень дохода не указан',
    'не указано',
    '',
    '-',
  ])('«%s» states nothing', (text) => {
    expect(short({ text })).toEqual([null, null, null, null, null]);
    expect(pay({ text })).toMatchObject({ monthRub: null, pointRub: null });
  });

  test('the words are kept beside the figures, cut where somebody wrote a novel', () => {
    expect(pay({ text: 'от 40 000 ₽' }).text).toBe('от 40 000 ₽');
    expect(pay({ text: 'Договорная' }).text).toBe('Договорная');
    expect(pay({ text: 'я'.repeat(5000) }).text?.length).toBe(200);
  });
});

describe('pay in figures', () => {
  test('figures win over words, and 0 is none', () => {
    expect(short({ from: 50000, to: 0, text: 'от 40 000 ₽' })).toEqual([50000, null, 'RUB', null, 'month']);
    expect(short({ from: 0, to: '0', text: 'от 40 000 ₽' })).toEqual([40000, null, 'RUB', null, 'month']);
    expect(short({ from: -5, to: Number.NaN })).toEqual([null, null, null, null, null]);
  });

  test('a range the wrong way round is turned', () => {
    expect(short({ from: 90000, to: 60000 })).toEqual([60000, 90000, 'RUB', null, 'month']);
  });

  test('the period may stand in the currency, as in «руб./мес.»', () => {
    expect(short({ from: 300, currency: 'руб./час' })).toEqual([300, null, 'RUB', null, 'hour']);
    expect(short({ from: 300, currency: 'руб./мес.' })).toEqual([300, null, 'RUB', null, 'month']);
    expect(short({ from: 30000, currency: '«руб.»' })).toEqual([30000, null, 'RUB', null, 'month']);
  });

  test('without a currency, what nobody is paid a month in roubles is kept as words', () => {
    for (const [from, to] of [
      [3500, 4500],
      [300, null],
      [5_000_000, 12_000_000],
    ] as const) {
      expect(short({ from, to })).toEqual([null, null, null, null, null]);
      expect(pay({ from, to }).text).toBe(`${from}–${to ?? ''}`);
    }
    expect(short({ from: 3500, currency: 'RUR' })).toEqual([3500, null, 'RUB', null, 'month']);
    expect(short({ from: 350, period: 'за час' })).toEqual([350, null, 'RUB', null, 'hour']);
    expect(short({ from: 4000, to: 6000 })).toEqual([4000, 6000, 'RUB', null, 'month']);
  });

  test('old names of currencies mean the present ones', () => {
    const currencies = ['RUR', 'rub', '₽', 'BYR', 'Br', 'KZT'].map(
      (currency) => pay({ from: 1, currency }).currency,
    );
    expect(currencies).toEqual(['RUB', 'RUB', 'RUB', 'BYN', 'BYN', 'KZT']);
  });

  test('an absurd figure is none: no column holds it', () => {
    expect(short({ from: 1e30 })).toEqual([null, null, null, null, null]);
  });
});

describe('roubles a month', () => {
  const roubles = (raw: RawPay) => {
    const { monthRub, pointRub } = pay(raw);
    return [monthRub, pointRub];
  };

  test('the greater end for filters, the middle or the one end for figures', () => {
    expect(roubles({ from: 100000, to: 150000 })).toEqual([150000, 125000]);
    expect(roubles({ from: 100000 })).toEqual([100000, 100000]);
    expect(roubles({ to: 150000 })).toEqual([150000, 150000]);
  });

  test('another currency by the rate; without a rate there are none, and the pay stays as stated', () => {
    expect(roubles({ from: 1000, to: 2000, currency: 'USD' })).toEqual([160000, 120000]);
    expect(roubles({ from: 2500, currency: 'BYR' })).toEqual([62500, 62500]);
    expect(roubles({ from: 500000, currency: 'KZT' })).toEqual([null, null]);
    expect(short({ from: 500000, currency: 'KZT' })).toEqual([500000, null, 'KZT', null, 'month']);
  });

  test('a year is twelve months; an hour, a shift, a week and a project are no month', () => {
    expect(roubles({ from: 1200000, period: 'year' })).toEqual([100000, 100000]);
    for (const period of ['HOUR', 'SHIFT', 'за вахту', 'SERVICE', 'per week']) {
      expect(roubles({ from: 3000, period })).toEqual([null, null]);
    }
  });

  test('abroad, a figure without a currency is words alone', () => {
    const abroad = normalisePay({ from: 8000000, to: 12000000 }, rateOf, { abroad: true });
    expect(abroad).toMatchObject({
      from: null,
      to: null,
      currency: null,
      monthRub: null,
      text: '8000000–12000000',
    });
    expect(normalisePay({ from: 1000, currency: 'USD' }, rateOf, { abroad: true }).monthRub).toBe(80000);
  });
});
