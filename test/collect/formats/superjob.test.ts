import { describe, expect, test } from '@jest/globals';
import { superjob } from '../../../src/collect/formats/superjob.js';
import { askAll, postingsOf, spoiledBy, storedAs } from './read-answers.js';

/** Posted by an agency for somebody else. */
const vacancy = {
  id: 50000001,
  id_client: 7001,
  profession: 'Водитель пряничного фургона',
  payment_from: 70000,
  payment_to: 0,
  agreement: false,
  currency: 'rub',
  date_published: 1_764_000_000,
  date_pub_to: 1_795_500_000,
  date_archived: 0,
  is_archive: false,
  is_closed: false,
  type_of_work: { id: 12, title: 'Сменный график работы' },
  place_of_work: { id: 0, title: 'Не имеет значения' },
  experience: { id: 3, title: 'От 3 лет' },
  education: { id: 5, title: 'Среднее' },
  client: { id: 7001, title: 'Кадры и Пряники', description: 'Ищем людей', town: { title: 'Москва' } },
  agency: { id: 2, title: 'кадровое агентство' },
  firm_name: 'ООО "Печатный Пряник"',
  town: { id: 60, title: 'Тула', declension: 'в Туле', genitive: 'Тулы', hasMetro: false },
  address: 'Москва, Воротниковский переулок, 1',
  metro: [{ id: 1, title: 'Маяковская', id_metro_line: 2 }],
  vacancyRichText: '<b>Обязанности:</b><ul><li>Возить пряники</li></ul>',
  candidat: 'Обязанности:\n• Возить пряники',
  work: null,
  compensation: null,
  catalogues: [{ id: 86, title: 'Транспорт', positions: [] }],
  driving_licence: ['B'],
  link: 'https://tula.superjob.example.org/vakansii/voditel-50000001.html',
};

const answer = (objects: unknown, more: Record<string, unknown> = {}) => ({ objects, total: 1, ...more });

describe('a vacancy of SuperJob', () => {
  test('gives every field that is kept: who hires is the firm, who posted it is where it comes from', () => {
    expect(storedAs(superjob, answer([vacancy]))).toMatchObject({
      externalId: '50000001',
      url: 'https://tula.superjob.example.org/vakansii/voditel-50000001.html',
      origin: 'Кадры и Пряники',
      title: 'Водитель пряничного фургона',
      employer: { name: 'ООО "Печатный Пряник"' },
      agency: true,
      placeText: 'Тула',
      pay: { from: 70000, to: null, currency: 'RUB', period: 'month', monthRub: 70000 },
      experience: '3-6',
      schedule: ['shift'],
      employment: [],
      body: 'Обязанности:\n\n• Возить пряники',
      publishedAt: new Date(1_764_000_000_000),
      expiresAt: new Date(1_795_500_000_000),
    });
  });

  test('of a firm that posts for itself has no other origin, and no agency', () => {
    const own = { ...vacancy, client: { title: 'Печатник' }, firm_name: 'Печатник', agency: { id: 1 } };
    expect(storedAs(superjob, own)).toMatchObject({ origin: null, agency: false });
    expect(storedAs(superjob, { ...own, firm_name: ' ' })).toMatchObject({
      origin: null,
      employer: { name: 'Печатник' },
    });
  });

  test('whose pay is 0 and 0 states none; an agreement is said in words', () => {
    const silent = { ...vacancy, payment_from: 0, payment_to: 0 };
    expect(storedAs(superjob, silent).pay).toMatchObject({ from: null, to: null, text: null });
    expect(storedAs(superjob, { ...silent, agreement: true }).pay).toMatchObject({
      from: null,
      currency: null,
      text: 'по договорённости',
    });
  });

  test.each([
    [{ id: 1, title: 'На территории работодателя' }, 'on_site', []],
    [{ id: 2, title: 'На дому' }, 'remote', ['remote']],
    [{ id: 3, title: 'Разъездного характера' }, 'field_work', []],
    [{ id: 0, title: 'Не имеет значения' }, 'Не имеет значения', []],
  ])('whose place of work is %j has the work format %s', (place_of_work, workFormat, schedule) => {
    const [posting] = postingsOf(superjob, { ...vacancy, place_of_work });
    expect(posting).toMatchObject({ workFormat, schedule: ['Сменный график работы', ...schedule] });
  });

  test('that is archived is closed', () => {
    expect(storedAs(superjob, { ...vacancy, is_archive: true }).closed).toBe(true);
    expect(storedAs(superjob, vacancy)).not.toHaveProperty('closed');
  });

  test('without a rich text has its parts under headings, and one part alone as it is', () => {
    const parts = { ...vacancy, vacancyRichText: '', work: 'Печь <лучшие> пряники', candidat: null };
    expect(storedAs(superjob, parts).body).toBe('Печь <лучшие> пряники');
    expect(storedAs(superjob, { ...parts, candidat: 'Чистые руки', compensation: 'Чай' }).body).toBe(
      'Обязанности:\nПечь <лучшие> пряники\n\nТребования:\nЧистые руки\n\nУсловия:\nЧай',
    );
  });

  test('may be saved alone, or in a bare list', () => {
    expect(postingsOf(superjob, vacancy)).toEqual(postingsOf(superjob, [vacancy]));
    expect(postingsOf(superjob, vacancy)).toHaveLength(1);
  });

  test('is spoiled by no odd field', () => {
    const kept = ['id', 'profession', 'client', 'firm_name', 'place_of_work', 'vacancyRichText'];
    for (const field of Object.keys(vacancy).filter((name) => !kept.includes(name))) {
      expect(spoiledBy(superjob, vacancy, field)).toEqual([]);
    }
    for (const odd of [null, 5, [], {}, [{ title: [] }], { title: { title: 1 } }]) {
      for (const field of kept.slice(2)) {
        expect(storedAs(superjob, { ...vacancy, [field]: odd }).title).toBe('Водитель пряничного фургона');
      }
    }
  });
});

describe('paging', () => {
  const url = 'https://api.example.org/2.0/vacancies/?t=4&page=7';
  const pages = (sizes: number[], more: (page: number) => Record<string, unknown>) => (at: URL) => {
    const page = Number(at.searchParams.get('page'));
    const objects = Array.from({ length: sizes[page] ?? 0 }, (_, i) => ({
      id: page * 100 + i,
      profession: 'Повар',
    }));
    return { objects, ...more(page) };
  };

  test('goes on as long as the answer says that there is more', async () => {
    const answers = pages([100, 100, 30], (page) => ({ total: 35_000, more: page < 2 }));
    const { asked, ids } = await askAll(superjob, { url, answer: answers });
    expect(asked).toEqual([0, 1, 2].map((page) => `?t=4&page=${page}&count=100`));
    expect(new Set(ids).size).toBe(230);
  });

  test('goes by the total where nothing is said of more, and without one ends at a page that is not full', async () => {
    const counted = pages([100, 30], () => ({ total: '130' }));
    expect((await askAll(superjob, { url, answer: counted })).ids).toHaveLength(130);
    const uncounted = pages([100, 30, 5], () => ({}));
    expect((await askAll(superjob, { url, answer: uncounted })).ids).toHaveLength(130);
  });

  test('an empty answer is the end, but not when it says that there is more', async () => {
    const empty = pages([], () => ({ total: 0, more: false }));
    expect((await askAll(superjob, { url, answer: empty })).ids).toEqual([]);
    const cut = pages([100], () => ({ total: 500, more: true }));
    await expect(askAll(superjob, { url, answer: cut })).rejects.toThrow(
      'Page 2 of the API is empty, though it says that more vacancies follow.',
    );
  });

  test('the key goes into the header that SuperJob reads', () => {
    expect(superjob.keyHeaders!('abc')).toEqual({ 'x-api-app-id': 'abc' });
  });
});

test('a fault that SuperJob names is told in its words', () => {
  const fault = JSON.stringify({ error: { code: 403, message: 'Application is not found' } });
  expect(() => superjob.readPage(fault, null)).toThrow(
    'The answer is a fault and no vacancy: "Application is not found".',
  );
});
