import { describe, expect, test } from '@jest/globals';
import { type NormalPosting, normalisePosting } from '../../../src/collect/normalise/normalise-posting.js';
import { readCatalogue } from '../../../src/collect/places/catalogue.js';
import { placeResolver } from '../../../src/collect/places/resolve.js';
import type { RawPosting } from '../../../src/collect/posting.js';

const cities = readCatalogue();
const knowledge = {
  resolvePlaces: placeResolver(cities),
  rateOf: (currency: string) => (currency === 'RUB' ? 1 : undefined),
};
const read = (raw: Partial<RawPosting>) => normalisePosting({ title: 'Повар', ...raw }, knowledge);
const idOfCity = (label: string) => cities.find((city) => city.label === label)!.id;

function taken(raw: Partial<RawPosting>): NormalPosting {
  const result = read(raw);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result.posting;
}

describe('a posting in our words', () => {
  test('is what the source said, understood', () => {
    const posting = taken({
      externalId: ' 17 ',
      url: 'https://jobs.example/17',
      origin: 'jobs.example',
      title: '<b>Повар</b>&nbsp;горячего цеха',
      employer: 'ООО &quot;Столовая&quot;',
      agency: true,
      places: 'г. Казань',
      pay: { from: 60000, to: 80000, currency: 'RUR', gross: false },
      experience: 'От 1 года до 3 лет',
      schedule: 'Сменный график',
      employment: 'Полная занятость',
      workFormat: 'На месте работодателя',
      skills: ['Выпечка', ' Выпечка ', '<i>Супы</i>', 'не указано'],
      body: '<p>Готовить.</p>',
      publishedAt: '2026-11-20T10:00:00+0300',
      expiresAt: '2026-12-20',
    });
    expect(posting).toEqual({
      externalId: '17',
      url: 'https://jobs.example/17',
      origin: 'jobs.example',
      title: 'Повар горячего цеха',
      employer: { key: 'столовая', name: 'ООО "Столовая"' },
      agency: true,
      placeText: 'г. Казань',
      placeIds: [idOfCity('Казань')],
      cityKey: null,
      pay: {
        from: 60000,
        to: 80000,
        currency: 'RUB',
        gross: false,
        period: 'month',
        text: null,
        monthRub: 80000,
        pointRub: 70000,
      },
      experience: '1-3',
      schedule: ['shift'],
      employment: ['full'],
      workFormat: ['on-site'],
      skills: ['Выпечка', 'Супы'],
      body: 'Готовить.',
      publishedAt: new Date('2026-11-20T07:00:00Z'),
      expiresAt: new Date('2026-12-20T20:59:59.999Z'),
    });
  });

  test('remote work is a schedule and a work format, whichever of place, schedule and format says so', () => {
    const remote = { schedule: ['remote'], workFormat: ['remote'] };
    expect(taken({ places: 'Москва (удалённо)' })).toMatchObject(remote);
    expect(taken({ schedule: 'Удалённая работа' })).toMatchObject(remote);
    expect(taken({ workFormat: 'TELECOMMUTE' })).toMatchObject(remote);
    expect(taken({ places: 'Удалённо', schedule: 'Сменный график', workFormat: 'ON_SITE' })).toMatchObject({
      schedule: ['remote', 'shift'],
      workFormat: ['on-site', 'remote'],
    });
  });

  test('with a title alone is enough', () => {
    expect(taken({})).toMatchObject({
      title: 'Повар',
      employer: null,
      url: null,
      placeIds: [],
      skills: [],
      body: '',
    });
  });

  test('«удалённо» in the place is a schedule', () => {
    expect(taken({ places: 'Удалённо', schedule: 'гибкий график' })).toMatchObject({
      placeIds: [],
      cityKey: null,
      schedule: ['flexible', 'remote'],
    });
  });

  test('pay without a currency means roubles in Russia and where no city is named, and nothing abroad', () => {
    const pay = { from: 500000 };
    expect(taken({ pay, places: 'Казань' }).pay.monthRub).toBe(500000);
    expect(taken({ pay }).pay.monthRub).toBe(500000);
    expect(taken({ pay, places: 'Алматы' }).pay).toMatchObject({
      monthRub: null,
      from: null,
      text: '500000–',
    });
  });
});

describe('the id of a posting', () => {
  test('is the source’s own, else the url, else a hash of title, employer, city and text', () => {
    expect(taken({ externalId: '17', url: 'https://jobs.example/17' }).externalId).toBe('17');
    expect(taken({ url: 'https://jobs.example/17' }).externalId).toBe('https://jobs.example/17');
    const hashed = { employer: 'Столовая', places: 'Казань', body: 'Готовить.' };
    const id = taken(hashed).externalId;
    expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(taken({ ...hashed, pay: { from: 1 } }).externalId).toBe(id);
    for (const other of [{ title: 'Кок' }, { employer: 'Кафе' }, { places: 'Уфа' }, { body: 'Варить.' }]) {
      expect(taken({ ...hashed, ...other }).externalId).not.toBe(id);
    }
  });

  test('is a hash where it is longer than 500 characters', () => {
    expect(taken({ externalId: 'я'.repeat(501) }).externalId).toMatch(/^sha256:/);
  });
});

describe('what is refused or cut', () => {
  test.each(['', '   ', '<p></p>', '\u200b\u202e', '&nbsp;'])(
    'a title that shows nothing is refused: %j',
    (title) => {
      expect(read({ title })).toEqual({
        kind: 'refused',
        reason: 'no-title',
        detail: 'The posting has no title.',
      });
    },
  );

  test('a title of 10 MB is refused with a sentence', () => {
    const title = 'я'.repeat(10 * 1024 ** 2);
    expect(read({ title })).toEqual({
      kind: 'refused',
      reason: 'too-long',
      detail: 'The title has 10485760 characters; a title has at most 1000.',
    });
  });

  test('a long text, employer or skill is cut with «…», and a hundred skills are kept', () => {
    const posting = taken({
      body: 'слово '.repeat(50_000),
      employer: 'Ф'.repeat(1000),
      skills: Array.from({ length: 300 }, (_, i) => `навык ${i} ${'я'.repeat(200)}`),
    });
    expect(posting.body.length).toBe(100_000);
    expect(posting.body.endsWith('…')).toBe(true);
    expect(posting.employer?.name.length).toBe(300);
    expect(posting.skills.length).toBe(100);
    expect(posting.skills[0]?.length).toBe(100);
  });

  test('a link that is no web address is left out, and the vacancy stays', () => {
    expect(taken({ url: 'javascript:alert(1)' })).toMatchObject({ url: null, title: 'Повар' });
  });

  test('nothing that Postgres cannot hold gets through', () => {
    const posting = taken({
      title: 'По\u0000вар',
      body: 'a\u0000b\ud800c',
      employer: '\u0000Кафе',
      skills: ['\u0000x'],
    });
    expect(JSON.stringify(posting)).not.toMatch(/\\u0000|\\ud800/);
  });
});
