import { describe, expect, test } from '@jest/globals';
import { normalisePay } from '../../../src/collect/normalise/pay.js';
import type { RawPay } from '../../../src/collect/posting.js';

// Invented, in the shapes that real-pay.tsv has and that other boards are known for.
const short = (raw: RawPay) => {
  const { from, to, currency, gross, period } = normalisePay(raw, () => undefined);
  return [from, to, currency, gross, period];
};

describe('pay in English, German and other words', () => {
  test.each<[string, (number | string | boolean | null)[]]>([
    ['$52K per year', [52000, 52000, 'USD', null, 'year']],
    ['$12 - $21 / hour', [12, 21, 'USD', null, 'hour']],
    ['$19–23/hr', [19, 23, 'USD', null, 'hour']],
    ['€61,000–79,000', [61000, 79000, 'EUR', null, 'year']],
    ['€55-82k p.a.', [55000, 82000, 'EUR', null, 'year']],
    ['ab 3.100 €', [3100, null, 'EUR', null, 'month']],
    ['bis 4.250 € brutto pro Monat', [null, 4250, 'EUR', true, 'month']],
    ['17,50 € pro Stunde', [17.5, 17.5, 'EUR', null, 'hour']],
    ['CHF 92’000 – 108’000', [92000, 108000, 'CHF', null, 'year']],
    ['£310 per day', [310, 310, 'GBP', null, 'day']],
    ['up to $95/hour, or up to $640/day', [null, 95, 'USD', null, 'hour']],
    ['from £1,100 a week', [1100, null, 'GBP', null, 'week']],
    ['$47,250.00 - $61,375.50', [47250, 61375.5, 'USD', null, 'year']],
    ['$58k to $63k per year', [58000, 63000, 'USD', null, 'year']],
    ['$5,400-6,900/month', [5400, 6900, 'USD', null, 'month']],
    ['$160K+ base', [160000, null, 'USD', null, 'year']],
    ['EUR 41000 - EUR 47000 gross', [41000, 47000, 'EUR', true, 'year']],
    ['PLN 14 000 – 18 000 net/month', [14000, 18000, 'PLN', false, 'month']],
    ['A$71k - 86k', [71000, 86000, 'AUD', null, 'year']],
    ['$66k - $88k (CAD)', [66000, 88000, 'CAD', null, 'year']],
    ['£44,000 - £51,000 (38 hours per week)', [44000, 51000, 'GBP', null, 'year']],
    ['£63,000 to £81,000 (~$77k to $99k)', [63000, 81000, 'GBP', null, 'year']],
    ['$84,000 - 97,000 per year, work hours: 9 to 6', [84000, 97000, 'USD', null, 'year']],
    ['Band 7, $31.10 - $36.45/hr', [31.1, 36.45, 'USD', null, 'hour']],
    ['$24.00/hourPlease apply online', [24, 24, 'USD', null, 'hour']],
    ['$41-49KAbout us', [41000, 49000, 'USD', null, 'year']],
    ['₹14 L–1.3 Cr year', [1400000, 13000000, 'INR', null, 'year']],
    ['12-16 LPA', [1200000, 1600000, 'INR', null, 'year']],
    ['$90,000 plus 401(k), 4 weeks of leave', [90000, null, 'USD', null, 'year']],
    ['$400 per article', [400, 400, 'USD', null, 'project']],
  ])('«%s»', (text, expected) => expect(short({ text })).toEqual(expected));

  test.each(['Competitive', 'DOE', 'not stated', 'Negotiable', '14-19', '$27', 'Lön enligt avtal'])(
    '«%s» says too little',
    (text) => expect(short({ text })).toEqual([null, null, null, null, null]),
  );
});

describe('pay in Russian words, and numbers beside it that are none', () => {
  test.each<[string, (number | string | boolean | null)[]]>([
    ['от 62\u2009000 до 91\u202f000 ₽ за месяц, на руки', [62000, 91000, 'RUB', false, 'month']],
    ['120к-160к', [120000, 160000, 'RUB', null, 'month']],
    ['оклад от 70 до 95 тыс на руки', [70000, 95000, 'RUB', false, 'month']],
    ['до 6 300 ₽ в день', [null, 6300, 'RUB', null, 'day']],
    ['7 100 руб. за сутки', [7100, 7100, 'RUB', null, 'shift']],
    ['от 5200 тысяч за смену', [5200, null, 'RUB', null, 'shift']],
    ['4.650 р. смена', [4650, 4650, 'RUB', null, 'shift']],
    ['1 300 руб. за урок', [1300, 1300, 'RUB', null, 'project']],
    ['от 1100 р. за академический час', [1100, null, 'RUB', null, 'hour']],
    ['9 000 ₽ в неделю', [9000, 9000, 'RUB', null, 'week']],
    ['53 000р. + премия до 12 000', [53000, null, 'RUB', null, 'month']],
    ['оклад 37 000 рублей + часовая ставка', [37000, null, 'RUB', null, 'month']],
    ['46 000 рублей на руки + бонусы', [46000, null, 'RUB', false, 'month']],
    ['41 000 ₽ + KPI до 16 000 ₽', [41000, null, 'RUB', null, 'month']],
    ['18 000 ₽ + процент с продаж вашей смены', [18000, null, 'RUB', null, 'month']],
    ['от 74 000 до 93 000 рублей. Интересные проекты', [74000, 93000, 'RUB', null, 'month']],
    ['126 000 руб. + годовая премия', [126000, null, 'RUB', null, 'month']],
    ['С 01.03.2026 оклад 57 000 руб.', [57000, 57000, 'RUB', null, 'month']],
    ['с 9:00 до 18:00, оклад 66 500', [66500, 66500, 'RUB', null, 'month']],
    ['с 09.00 до 18.00, 68 000 руб.', [68000, 68000, 'RUB', null, 'month']],
    ['с опытом до 3-х лет – до 155 000 рублей до уплаты НДФЛ', [null, 155000, 'RUB', true, 'month']],
    ['на адаптации (до 3х мес.) 43 000 руб', [43000, 43000, 'RUB', null, 'month']],
    ['от 3 до 6 лет опыта, 118 000 ₽', [118000, 118000, 'RUB', null, 'month']],
    ['график 5/2, 8 часов, 71 000 руб./мес.', [71000, 71000, 'RUB', null, 'month']],
    ['от 470 до 690 рублей/час, премия раз в квартал', [470, 690, 'RUB', null, 'hour']],
    ['430 руб./час (в среднем от 104 000 руб./мес.)', [430, 430, 'RUB', null, 'hour']],
    ['240 000 ₽ за вахту', [240000, 240000, 'RUB', null, 'project']],
    ['от 5 600 $/мес (чистыми)', [5600, null, 'USD', false, 'month']],
    ['1 900 BYR', [1900, 1900, 'BYN', null, 'month']],
    ["9 000 000 so'm", [9000000, 9000000, 'UZS', null, 'month']],
    ['Зарплата від 64 000 грн', [64000, null, 'UAH', null, 'month']],
  ])('«%s»', (text, expected) => expect(short({ text })).toEqual(expected));

  test.each([
    'Выплаты 2 раза/мес, 1С',
    'доплата за больничный до 100% оклада',
    'Зарплата 15 и 30 числа',
    '28 дней отпуска и 3 оплачиваемых day-off',
    'с 2024 года бессрочный договор',
    'бонус от 1 оклада в год',
  ])('«%s» states no pay', (text) => expect(short({ text })).toEqual([null, null, null, null, null]));
});

describe('pay in figures of another country', () => {
  test('a year is meant where no month is paid so, and what is too little for a month is kept as words', () => {
    expect(short({ from: 85_000, currency: 'USD' })).toEqual([85000, null, 'USD', null, 'year']);
    expect(short({ from: 8_500, currency: 'USD' })).toEqual([8500, null, 'USD', null, 'month']);
    expect(short({ from: 85_000, currency: 'USD', period: 'month' })[4]).toBe('month');
    expect(short({ from: 38, to: 45, currency: 'EUR' })).toEqual([null, null, null, null, null]);
    expect(short({ from: 38, to: 45, currency: 'EUR', period: 'HOUR' })).toEqual([
      38,
      45,
      'EUR',
      null,
      'hour',
    ]);
    expect(short({ from: 900_000, currency: 'KZT' })[4]).toBe('month');
  });

  test.each([
    ['MONTH', 'month'],
    ['YEAR', 'year'],
    ['WEEK', 'week'],
    ['DAY', 'day'],
    ['HOUR', 'hour'],
    ['per_hour', 'hour'],
    ['FLY_IN_FLY_OUT', 'project'],
    ['SERVICE', 'project'],
    ['SHIFT', 'shift'],
    ['за смену', 'shift'],
    ['месяц', 'month'],
    ['час', 'hour'],
    ['yearly', 'year'],
    ['annually', 'year'],
    ['one-time', 'project'],
  ])('the word «%s» for the period is %s', (period, expected) =>
    expect(short({ from: 7_000, currency: 'RUB', period })[4]).toBe(expected),
  );
});
