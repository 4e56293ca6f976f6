import { describe, expect, test } from '@jest/globals';
import { habrCareer } from '../../../src/collect/formats/habr-career.js';
import { askAll, postingsOf, spoiledBy, storedAs } from './read-answers.js';

const vacancy = {
  id: 1000999001,
  href: '/vacancies/1000999001',
  title: 'Разработчик пряничных весов',
  remoteWork: true,
  employment: 'full_time',
  salary: { from: 150000, to: 190000, currency: 'rur', formatted: 'от 150 000 до 190 000 ₽' },
  predictedSalary: { from: 1, to: 2, currency: 'rur', formatted: 'от 1 до 2 ₽' },
  salaryQualification: { title: 'Средний (Middle)', href: '/vacancies?qid=4' },
  qualification: 'Middle',
  divisions: [{ title: 'Бэкенд разработчик', href: '/x' }],
  skills: [
    { title: 'Python', href: '/p' },
    { title: 'C++', href: '/c' },
  ],
  locations: [
    { title: 'Казань', href: '/vacancies?city_id=1' },
    { title: 'Пермь', href: '/vacancies?city_id=2' },
  ],
  location: null,
  company: { id: 7, title: 'Весы и Пряники', accredited: true, rating: { value: '4.9' } },
  publishedDate: { date: '2026-01-31T14:32:04+03:00', title: '31 января' },
  archived: false,
  hidden: false,
};

const answer = (
  list: unknown,
  meta: unknown = { totalResults: 1, perPage: 25, currentPage: 1, totalPages: 1 },
) => ({
  list,
  meta,
  recommendedQuickVacancies: [],
});

describe('a vacancy of Хабр Карьера', () => {
  test('gives every field that is kept', () => {
    expect(storedAs(habrCareer, answer([vacancy]))).toMatchObject({
      externalId: '1000999001',
      url: 'https://career.habr.com/vacancies/1000999001',
      title: 'Разработчик пряничных весов',
      employer: { name: 'Весы и Пряники' },
      agency: false,
      placeText: 'Казань; Пермь',
      pay: { from: 150000, to: 190000, currency: 'RUB', period: 'month', monthRub: 190000 },
      schedule: ['remote'],
      employment: ['full'],
      skills: ['Python', 'C++'],
      body: 'Специализация: Бэкенд разработчик\nКвалификация: Средний (Middle)',
      publishedAt: new Date('2026-01-31T11:32:04Z'),
    });
    expect(storedAs(habrCareer, vacancy).placeIds).toHaveLength(2);
  });

  test('without a salary of its own has none: what Habr predicts is not taken for it', () => {
    const salary = { from: null, to: null, currency: null, formatted: '' };
    expect(storedAs(habrCareer, { ...vacancy, salary }).pay).toMatchObject({
      from: null,
      to: null,
      text: null,
    });
  });

  test('that is not called remote says nothing of where the work is done', () => {
    const [posting] = postingsOf(habrCareer, { ...vacancy, remoteWork: false });
    expect(posting).toMatchObject({ schedule: null, workFormat: null });
    expect(postingsOf(habrCareer, vacancy)[0]).toMatchObject({ workFormat: 'remote' });
  });

  test('that is archived is closed; one that a reader hid from himself is not', () => {
    expect(storedAs(habrCareer, { ...vacancy, archived: true }).closed).toBe(true);
    expect(storedAs(habrCareer, { ...vacancy, hidden: true })).not.toHaveProperty('closed');
  });

  test('without places, kind and grade has neither city nor text', () => {
    const bare = { id: 5, title: 'Разработчик', locations: null, divisions: null };
    expect(storedAs(habrCareer, bare)).toMatchObject({
      placeText: null,
      body: '',
      url: null,
      employer: null,
    });
  });

  test('is spoiled by no odd field', () => {
    for (const field of Object.keys(vacancy).filter((name) => name !== 'id' && name !== 'title')) {
      expect(spoiledBy(habrCareer, vacancy, field)).toEqual([]);
    }
    expect(storedAs(habrCareer, { ...vacancy, href: 'http://[' }).url).toBeNull();
  });
});

describe('paging', () => {
  const url = 'https://career.example.org/api/frontend/vacancies?q=python&page=4';
  const pages = (sizes: number[], totalPages: unknown) => (at: URL) => {
    const page = Number(at.searchParams.get('page'));
    const list = Array.from({ length: sizes[page - 1] ?? 0 }, (_, i) => ({
      id: page * 100 + i,
      title: 'Повар',
    }));
    return answer(list, { totalPages, currentPage: page });
  };

  test('counts pages from 1 and asks as many as there are', async () => {
    const { asked, ids } = await askAll(habrCareer, { url, answer: pages([25, 25, 13], 3) });
    expect(asked).toEqual([1, 2, 3].map((page) => `?q=python&page=${page}`));
    expect(new Set(ids).size).toBe(63);
  });

  test('without their number the first empty one is the end', async () => {
    const { asked, ids } = await askAll(habrCareer, { url, answer: pages([25, 25], {}) });
    expect([asked.length, ids.length]).toEqual([3, 50]);
  });

  test('nothing found is an empty list; an empty page before the last is refused', async () => {
    expect((await askAll(habrCareer, { url, answer: pages([], 0) })).ids).toEqual([]);
    await expect(askAll(habrCareer, { url, answer: pages([25, 0, 25], 3) })).rejects.toThrow(
      'Page 2 of the API is empty, though it says that more vacancies follow.',
    );
  });
});

test('what holds no list and is no vacancy is refused', () => {
  expect(() => habrCareer.readPage('{"meta":{}}', null)).toThrow(
    'The answer is neither a list of vacancies nor one vacancy.',
  );
});
