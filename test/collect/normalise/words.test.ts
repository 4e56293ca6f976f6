import { describe, expect, test } from '@jest/globals';
import { readDate } from '../../../src/collect/normalise/dates.js';
import { employerKey } from '../../../src/collect/normalise/employer.js';
import { normaliseTerms } from '../../../src/collect/normalise/vocabulary.js';

describe('dates', () => {
  test.each([
    ['2022-07-18T09:28:39+0300', '2022-07-18T06:28:39.000Z'],
    ['2024-06-18T21:08:59+03:00', '2024-06-18T18:08:59.000Z'],
    ['2023-01-05T10:00:00Z', '2023-01-05T10:00:00.000Z'],
    ['2023-01-05T10:00:00.123Z', '2023-01-05T10:00:00.123Z'],
    ['2022-08-30 03:00:09 GMT+3', '2022-08-30T00:00:09.000Z'],
    ['2022-08-30 03:00:09', '2022-08-30T00:00:09.000Z'],
    ['2022-08-16', '2022-08-15T21:00:00.000Z'],
    ['15 апреля 2022', '2022-04-14T21:00:00.000Z'],
    ['15.04.2022', '2022-04-14T21:00:00.000Z'],
    ['Дата создания вакансии: 23 June 2023 11:29:59 UTC+03:00', '2023-06-23T08:29:59.000Z'],
    ['Tue, 29 Jun 2021 22:49:39 GMT', '2021-06-29T22:49:39.000Z'],
    ['Mon, 08 Nov 2021', '2021-11-07T21:00:00.000Z'],
    ['Mon, 08 Nov 2021 10:00:00 EST', '2021-11-08T15:00:00.000Z'],
    ['Mon, 8 Nov 21 10:00 PDT', '2021-11-08T17:00:00.000Z'],
    ['Sun, 06 Nov 94 08:49:37 Z', '1994-11-06T08:49:37.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['08 Nov 2021 10:00:00 +0500', '2021-11-08T05:00:00.000Z'],
    ['Mon, 08 Nov 2021 10:00:00 UT', '2021-11-08T10:00:00.000Z'],
    [1701161551, '2023-11-28T08:52:31.000Z'],
    ['1701161551', '2023-11-28T08:52:31.000Z'],
    [1701161551000, '2023-11-28T08:52:31.000Z'],
  ])('%s', (written, instant) => expect(readDate(written)?.toISOString()).toBe(instant));

  test('a date alone may mean its last instant', () => {
    expect(readDate('2022-09-20', { endOfDay: true })?.toISOString()).toBe('2022-09-20T20:59:59.999Z');
  });

  test.each([
    'Нет данных',
    '30 марта',
    '',
    'вчера',
    '2022-02-31',
    'Thu, 31 Feb 2022',
    'Mon, 08 Abc 2021 10:00 GMT',
    '0001-01-01',
    '2206-01-01',
    'NaN',
    0,
    17,
  ])('«%s» is no date', (written) => expect(readDate(written)).toBeNull());
});

describe('employers', () => {
  test('one company is one whatever its legal form and quotes', () => {
    const names = [
      'ООО "Ромашка"',
      'Ромашка',
      '«РОМАШКА», ООО',
      'Общество с ограниченной ответственностью «Ромашка»',
    ];
    expect(new Set(names.map(employerKey))).toEqual(new Set(['ромашка']));
    expect(employerKey('ПАО Сбербанк')).toBe(employerKey('Сбербанк'));
    expect(employerKey('ИП Орлёв А. А.')).toBe(employerKey('Орлев А.А.'.replace('А.А.', 'А. А.')));
  });

  test('a name that is nothing but a form stays what it is, and different companies stay apart', () => {
    expect(employerKey('ООО')).toBe('ооо');
    expect(employerKey('Ромашка плюс')).not.toBe(employerKey('Ромашка'));
  });
});

describe('experience, schedule and employment', () => {
  const terms = (raw: Parameters<typeof normaliseTerms>[0]) => normaliseTerms(raw);
  type Said = { schedule?: string[]; employment?: string[]; workFormat?: string[] };
  const NOTHING = { schedule: [], employment: [], workFormat: [], unmapped: [] };

  test.each([
    ['Нет опыта', 'none'],
    ['noExperience', 'none'],
    ['без опыта работы', 'none'],
    ['менее года', 'none'],
    ['От 1 года до 3 лет', '1-3'],
    ['between1And3', '1-3'],
    ['от 2 лет', '1-3'],
    ['1–3 года', '1-3'],
    ['От 3 до 6 лет', '3-6'],
    ['between3And6', '3-6'],
    ['от 5 лет', '3-6'],
    ['Более 6 лет', '6+'],
    ['moreThan6', '6+'],
    ['от 6 лет', '6+'],
    ['Опыт работы: Нет опыта', 'none'],
    ['3', '3-6'],
    ['0', 'none'],
    ['не менее 3 лет', '3-6'],
    ['менее 1 года', 'none'],
    ['опыт от 5 лет', '3-6'],
    ['от 6 месяцев', 'none'],
    ['24 months', '1-3'],
    ['at least 7 years', '6+'],
    ['2+ years', '1-3'],
    ['up to 3 years', '1-3'],
    ['No experience required', 'none'],
    ['Не имеет значения', 'unknown'],
  ])('experience «%s» is %s, and no dictionary is missing it', (experience, expected) => {
    expect(terms({ experience })).toMatchObject({ experience: expected, unmapped: [] });
  });

  test.each<[string, Said]>([
    ['Полный день', { schedule: ['full-day'] }],
    ['полный рабочий день', { schedule: ['full-day'] }],
    ['Сменный график', { schedule: ['shift'] }],
    ['Гибкий график', { schedule: ['flexible'] }],
    ['Удалённая работа', { schedule: ['remote'], workFormat: ['remote'] }],
    ['Вахтовый метод', { schedule: ['fly-in'] }],
    ['Полная занятость', { employment: ['full'] }],
    ['Частичная занятость', { employment: ['part'] }],
    ['Проектная работа', { employment: ['project'] }],
    ['Стажировка', { employment: ['internship'] }],
    ['Волонтерство', { employment: ['volunteer'] }],
    ['Временная', { employment: ['temporary'] }],
    ['Занятость: Стажировка', { employment: ['internship'] }],
    ['ON_SITE', { workFormat: ['on-site'] }],
    ['На\u00a0месте работодателя', { workFormat: ['on-site'] }],
    ['Remote', { schedule: ['remote'], workFormat: ['remote'] }],
    ['TELECOMMUTE', { schedule: ['remote'], workFormat: ['remote'] }],
    ['Гибрид', { schedule: ['flexible'], workFormat: ['hybrid'] }],
    ['Формат работы: гибридный', { schedule: ['flexible'], workFormat: ['hybrid'] }],
    ['FIELD_WORK', { workFormat: ['field'] }],
    ['Разъездная', { workFormat: ['field'] }],
    ['Ненормированный рабочий день', { schedule: ['flexible'] }],
    ['Full-Time', { employment: ['full'] }],
    ['Contract', { employment: ['project'] }],
    ['PER_DIEM', { employment: ['project'] }],
    ['Seasonal', { employment: ['temporary'] }],
    ['Heltid, Tillsvidareanställning (inkl. provanställning)', { employment: ['full'] }],
    ['5/2', { schedule: ['full-day'] }],
    ['FIVE_ON_TWO_OFF', { schedule: ['full-day'] }],
    ['THREE_ON_TWO_OFF', { schedule: ['shift'] }],
    ['сутки через трое', { schedule: ['shift'] }],
    ['4/4', { schedule: ['shift'] }],
    ['30/30', { schedule: ['fly-in'] }],
    ['вахта 15/5', { schedule: ['fly-in'] }],
    ['график 3/3', { schedule: ['shift'] }],
    ['full-time/part-time', { employment: ['full', 'part'] }],
    ['HOURS_8', {}],
    ['Не имеет значения', {}],
    ['Professional / Experienced', {}],
  ])('«%s» means the same in either list', (word, meaning) => {
    const expected = { experience: 'unknown', ...NOTHING, ...meaning };
    for (const field of ['schedule', 'employment', 'workFormat']) {
      expect(terms({ [field]: word })).toEqual(expected);
    }
  });

  test('several words in one text, or in a list, are all read', () => {
    expect(terms({ schedule: 'сменный график, удаленная работа' }).schedule).toEqual(['remote', 'shift']);
    expect(terms({ employment: ['full', 'PART'] }).employment).toEqual(['full', 'part']);
    expect(terms({ employment: 'Fulltime, Directhire' })).toMatchObject({
      employment: ['full'],
      unmapped: [],
    });
    expect(terms({ workFormat: ['ON_SITE', 'REMOTE', 'HYBRID'] })).toMatchObject({
      schedule: ['flexible', 'remote'],
      workFormat: ['hybrid', 'on-site', 'remote'],
    });
  });

  test('a word that nobody knows is told with its field, not dropped in silence', () => {
    expect(terms({ schedule: 'по лунному календарю', experience: 'какой-нибудь' })).toEqual({
      experience: 'unknown',
      schedule: [],
      employment: [],
      workFormat: [],
      unmapped: ['schedule: по лунному календарю', 'experience: какой-нибудь'],
    });
  });

  test('nothing said is nothing, and is not unknown to a dictionary', () => {
    expect(terms({})).toEqual({ experience: 'unknown', ...NOTHING });
  });
});
