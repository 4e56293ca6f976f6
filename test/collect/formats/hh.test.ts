import { describe, expect, test } from '@jest/globals';
import { hh } from '../../../src/collect/formats/hh.js';
import { FeedError } from '../../../src/collect/formats/inflate.js';
import { askAll, postingsOf, spoiledBy, storedAs } from './read-answers.js';

/** A whole vacancy as hh.ru answered in 2021. */
const of2021 = {
  id: '41000001',
  name: 'Кондитер ночной смены',
  area: { id: '54', name: 'Красноярск', url: 'https://api.example.org/areas/54' },
  salary: { from: 60000, to: null, currency: 'RUR', gross: true },
  type: { id: 'open', name: 'Открытая' },
  address: {
    city: 'Красноярск',
    street: 'Пряничный переулок',
    building: '7',
    raw: 'Красноярск, Пряничный переулок, 7',
    lat: 56.01,
    lng: 92.86,
    metro: null,
    metro_stations: [],
  },
  experience: { id: 'between1And3', name: 'От 1 года до 3 лет' },
  schedule: { id: 'shift', name: 'Сменный график' },
  employment: { id: 'part', name: 'Частичная занятость' },
  description: '<p>Пряничный цех ищет <strong>кондитера</strong>.</p><ul><li>Глазурь</li><li>Крем</li></ul>',
  branded_description: null,
  key_skills: [{ name: 'Глазурь' }, { name: 'Темперирование шоколада' }],
  specializations: [{ id: '7.1', name: 'Кондитер', profarea_id: '7', profarea_name: 'Кухня' }],
  archived: false,
  hidden: false,
  employer: { id: '900001', name: 'ООО «Медовый Сот»', trusted: true },
  published_at: '2021-03-04T10:20:30+0300',
  created_at: '2021-03-01T10:20:30+0300',
  accept_temporary: false,
  working_days: [],
  working_time_intervals: [],
  working_time_modes: [],
  alternate_url: 'https://hh.example.org/vacancy/41000001',
};

/** What 2025 put in the place of those fields. */
const of2025 = {
  ...of2021,
  salary_range: {
    from: 3000,
    to: 4500,
    currency: 'RUR',
    gross: false,
    mode: { id: 'SHIFT', name: 'За\u00a0смену' },
    frequency: { id: 'WEEKLY', name: 'Раз в\u00a0неделю' },
  },
  schedule: { id: 'remote', name: 'Удаленная работа' },
  employment: { id: 'full', name: 'Полная занятость' },
  employment_form: { id: 'PROJECT', name: 'Проект' },
  work_format: [
    { id: 'REMOTE', name: 'Удалённо' },
    { id: 'HYBRID', name: 'Гибрид' },
  ],
  work_schedule_by_days: [{ id: 'FIVE_ON_TWO_OFF', name: '5/2' }],
  working_hours: [{ id: 'HOURS_8', name: '8\u00a0часов' }],
  internship: true,
  night_shifts: true,
  closed_for_applicants: false,
  professional_roles: [{ id: '91', name: 'Пекарь, кондитер' }],
};

/** One of a search of 2023: no text of its own, no schedule, the found word marked. */
const found2023 = {
  id: '77000002',
  name: 'DevOps-инженер',
  area: { id: '1', name: 'Москва' },
  salary: { from: 2000, to: 3000, currency: 'USD', gross: false },
  address: null,
  snippet: {
    requirement: 'Опыт с <highlighttext>Kubernetes</highlighttext> & Linux...',
    responsibility: 'Сопровождать кластер...',
  },
  schedule: null,
  experience: { id: 'moreThan6', name: 'Более 6 лет' },
  employment: { id: 'full', name: 'Полная занятость' },
  employer: { name: 'Крупный завод свечей', trusted: true },
  type: { id: 'anonymous', name: 'Анонимная' },
  archived: false,
  published_at: '2023-09-01T09:00:00+0300',
  alternate_url: 'https://hh.example.org/vacancy/77000002',
};

const search = (items: unknown, more: Record<string, unknown> = {}) => ({
  items,
  found: 1,
  pages: 1,
  page: 0,
  per_page: 100,
  clusters: null,
  ...more,
});

describe('a vacancy of hh.ru', () => {
  test('of 2021 gives every field that is kept', () => {
    expect(storedAs(hh, of2021)).toMatchObject({
      externalId: '41000001',
      url: 'https://hh.example.org/vacancy/41000001',
      title: 'Кондитер ночной смены',
      employer: { name: 'ООО «Медовый Сот»' },
      placeText: 'Красноярск',
      pay: { from: 60000, to: null, currency: 'RUB', gross: true, period: 'month', monthRub: 60000 },
      experience: '1-3',
      schedule: ['shift'],
      employment: ['part'],
      skills: ['Глазурь', 'Темперирование шоколада'],
      body: 'Пряничный цех ищет кондитера.\n\n• Глазурь\n• Крем',
      publishedAt: new Date('2021-03-04T07:20:30Z'),
      expiresAt: null,
    });
    expect(storedAs(hh, of2021)).not.toHaveProperty('closed');
  });

  test('of 2025 says what its pay is for, so that a shift is taken for no month', () => {
    expect(storedAs(hh, of2025).pay).toMatchObject({
      from: 3000,
      to: 4500,
      gross: false,
      period: 'shift',
      monthRub: null,
    });
  });

  test.each([
    ['MONTH', 'month'],
    ['HOUR', 'hour'],
    ['FLY_IN_FLY_OUT', 'project'],
    ['SERVICE', 'project'],
  ])('of 2025 with pay by %s is paid for a %s', (mode, period) => {
    const salary_range = { ...of2025.salary_range, mode: { id: mode } };
    expect(storedAs(hh, { ...of2025, salary_range }).pay.period).toBe(period);
  });

  test('of 2025 whose range is empty is paid as the old field says', () => {
    const salary_range = { from: null, to: null, currency: 'RUR', mode: { id: 'SHIFT' } };
    expect(storedAs(hh, { ...of2025, salary_range }).pay).toMatchObject({ from: 60000, period: 'month' });
    expect(storedAs(hh, { ...of2025, salary_range: null }).pay).toMatchObject({ from: 60000 });
  });

  test('of 2025 keeps the new words beside the old ones, remote in both', () => {
    const [posting] = postingsOf(hh, of2025);
    expect(posting).toMatchObject({
      schedule: ['remote', 'FIVE_ON_TWO_OFF'],
      workFormat: ['REMOTE', 'HYBRID'],
      employment: ['full', 'PROJECT', 'internship'],
    });
    expect(storedAs(hh, of2025).schedule).toContain('remote');
    expect(storedAs(hh, of2025).employment).toEqual(['full', 'internship', 'project']);
  });

  test('that may be taken for a while, or by the weekend, says so', () => {
    const [posting] = postingsOf(hh, {
      ...of2021,
      accept_temporary: true,
      working_days: [{ id: 'only_saturday_and_sunday', name: 'Работа только по сб и вс' }],
    });
    expect(posting!.employment).toEqual(['part', 'only_saturday_and_sunday', 'temporary']);
  });

  test.each(['archived', 'hidden'])('that is %s is closed', (field) => {
    expect(storedAs(hh, { ...of2021, [field]: true }).closed).toBe(true);
  });

  test('lies where hh.ru lists it, whatever its address; without an area the address says where', () => {
    const address = { city: 'Москва', raw: 'Москва, Свечная улица, 1', metro: { station_name: 'Воск' } };
    expect(postingsOf(hh, { ...of2021, address })[0]!.places).toBe('Красноярск');
    expect(postingsOf(hh, { ...of2021, area: null, address })[0]!.places).toBe('Москва');
  });

  test('has its branded page for a text only where it has no other', () => {
    const branded = { ...of2021, branded_description: '<div>Наш завод</div>' };
    expect(storedAs(hh, branded).body).toMatch(/^Пряничный/);
    expect(storedAs(hh, { ...branded, description: ' ' }).body).toBe('Наш завод');
  });
});

describe('a search of hh.ru', () => {
  test('has snippets for texts, without the mark on the found word', () => {
    expect(storedAs(hh, search([found2023]))).toMatchObject({
      externalId: '77000002',
      employer: { name: 'Крупный завод свечей' },
      body: 'Сопровождать кластер...\n\nОпыт с Kubernetes & Linux...',
      pay: { from: 2000, to: 3000, currency: 'USD', monthRub: 270000 },
      experience: '6+',
      schedule: [],
    });
  });

  test('with half a snippet has that half', () => {
    const half = { ...found2023, snippet: { requirement: null, responsibility: 'Варить кофе' } };
    expect(storedAs(hh, search([half])).body).toBe('Варить кофе');
    expect(storedAs(hh, search([{ ...half, snippet: null }])).body).toBe('');
  });

  test('may be saved as a bare list of its vacancies', () => {
    expect(postingsOf(hh, [found2023, of2021]).map(({ externalId }) => externalId)).toEqual([
      '77000002',
      '41000001',
    ]);
  });

  test('holds what is no vacancy: that alone is rejected, with its place', () => {
    const { items } = hh.readPage(JSON.stringify(search([found2023, 'реклама', null])), null);
    expect(items.map(({ kind, position }) => [kind, position])).toEqual([
      ['posting', 'item 1'],
      ['rejected', 'item 2'],
      ['rejected', 'item 3'],
    ]);
    expect(items[1]).toMatchObject({ reason: 'not-a-posting', raw: '"реклама"' });
  });
});

describe('paging', () => {
  const answer = (pages: unknown, of = (page: number): number => (page === 9 ? 7 : 100)) =>
    ((url: URL) => {
      const page = Number(url.searchParams.get('page'));
      const items = Array.from({ length: of(page) }, (_, i) => ({ id: `${page}-${i}`, name: 'Повар' }));
      return search(items, { pages, page });
    }) as (url: URL) => unknown;

  test('asks page after page, a hundred each, as many as the answer says', async () => {
    const url = 'https://api.example.org/vacancies?area=1&per_page=5&page=3';
    const { asked, ids } = await askAll(hh, { url, answer: answer(10) });
    expect(asked).toEqual(Array.from({ length: 10 }, (_, n) => `?area=1&per_page=100&page=${n}`));
    expect(new Set(ids).size).toBe(907);
  });

  test('goes no further than the 2,000 that hh.ru gives, and reads the number as text too', async () => {
    const url = 'https://api.example.org/vacancies';
    expect((await askAll(hh, { url, answer: answer('135') })).asked).toHaveLength(20);
  });

  test('without a number of pages the first that is not full is the last', async () => {
    const url = 'https://api.example.org/vacancies';
    expect((await askAll(hh, { url, answer: answer(null) })).asked).toHaveLength(10);
  });

  test('an empty search is empty; one that is empty where more should follow is refused', async () => {
    const url = 'https://api.example.org/vacancies';
    expect(await askAll(hh, { url, answer: answer(0, () => 0) })).toMatchObject({ ids: [] });
    const cut = answer(10, (page) => (page === 2 ? 0 : 100));
    await expect(askAll(hh, { url, answer: cut })).rejects.toThrow(
      'Page 3 of the API is empty, though it says that more vacancies follow.',
    );
  });

  test('a saved answer has no next, and the key goes into the header that hh.ru reads', () => {
    expect(hh.readPage(JSON.stringify(search([found2023], { pages: 5 })), null).next).toBeNull();
    expect(hh.keyHeaders!('abc')).toEqual({ authorization: 'Bearer abc' });
  });
});

describe('what is no answer of hh.ru', () => {
  const said = (text: string): string => {
    try {
      hh.readPage(text, null);
    } catch (error) {
      expect(error).toBeInstanceOf(FeedError);
      return (error as Error).message;
    }
    throw new Error('It was read.');
  };

  test.each([
    ['<html><body>Вакансии</body></html>', /^The answer is HTML or XML, not JSON: .+\.$/],
    ['{"items": 5}', 'The answer is neither a list of vacancies nor one vacancy.'],
    ['{"items": null, "name": "x"}', 'The answer is neither a list of vacancies nor one vacancy.'],
    ['7', 'The answer is neither a list of vacancies nor one vacancy.'],
    ['null', 'The answer is neither a list of vacancies nor one vacancy.'],
    [
      '{"errors":[{"type":"not_found"}],"request_id":"1","description":"Not Found"}',
      'The answer is a fault and no vacancy: "not_found".',
    ],
  ])('is refused with a sentence: %s', (text, sentence) => {
    expect(said(text)).toMatch(sentence);
  });
});

test('one odd field spoils no vacancy of hh.ru', () => {
  for (const field of Object.keys(of2025).filter((name) => name !== 'name' && name !== 'id')) {
    expect(spoiledBy(hh, of2025, field)).toEqual([]);
  }
});

test('numbers may be texts and texts numbers', () => {
  const posting = storedAs(hh, {
    ...of2021,
    id: 41000001,
    salary: { from: '60000', to: '80000', currency: 'RUR', gross: 'false' },
    experience: 'between3And6',
    archived: 'true',
  });
  expect(posting).toMatchObject({
    externalId: '41000001',
    pay: { from: 60000, to: 80000, gross: false },
    experience: '3-6',
    closed: true,
  });
});
