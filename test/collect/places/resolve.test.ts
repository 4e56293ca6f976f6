import { describe, expect, test } from '@jest/globals';
import { readCatalogue } from '../../../src/collect/places/catalogue.js';
import { placeResolver } from '../../../src/collect/places/resolve.js';
import { cityKey } from '../../../src/language/filters.js';

const cities = readCatalogue();
const labels = new Map(cities.map(({ id, label }) => [id, label]));
const resolve = placeResolver(cities);
const cityNames = (written: string | string[]) => resolve(written).placeIds.map((id) => labels.get(id));

describe('a place as written', () => {
  test.each([
    ['Москва', 'Москва'],
    ['г. Москва', 'Москва'],
    ['г.Москва', 'Москва'],
    ['Город Москва', 'Москва'],
    ['Москва г', 'Москва'],
    ['МОСКВА', 'Москва'],
    ['Москва, м. Тверская', 'Москва'],
    ['Москва м. Тверская', 'Москва'],
    ['Москва, Тверская улица, 7', 'Москва'],
    ['Россия, Москва', 'Москва'],
    ['Москва, Московская область', 'Москва'],
    ['Санкт-Петербург и ЛО', 'Санкт-Петербург'],
    ['Санкт Петербург', 'Санкт-Петербург'],
    ['СПб', 'Санкт-Петербург'],
    ['Екатеринбург и область', 'Екатеринбург'],
    ['Ростов на Дону', 'Ростов-на-Дону'],
    ['орел', 'Орёл'],
    ['Московская обл, г Дмитров', 'Дмитров'],
    ['МО, Химки', 'Химки'],
    ['Одинцово (Московская)', 'Одинцово'],
    ['420111, г. Казань', 'Казань'],
    ['Ленинский р-н, Видное', 'Видное'],
    ['городской округ Уфа, Кировский район', 'Уфа'],
    ['Республика Саха (Якутия), Якутск', 'Якутск'],
    ['  Нижний   Новгород ', 'Нижний Новгород'],
  ])('«%s» is %s', (written, label) => {
    expect(cityNames(written)).toEqual([label]);
    expect(resolve(written).cityKey).toBeNull();
  });

  test.each([
    ['Киров (Кировская область)', ['Киров (Кировская область)']],
    ['Киров (Калужская обл.)', ['Киров (Калужская область)']],
    ['Свердловская область, Березовский, ул. Ленина', ['Березовский (Свердловская область)']],
    ['Березовский (Кемеровская область — Кузбасс)', ['Березовский (Кемеровская область)']],
    ['Белогорск, Крым', ['Белогорск (Республика Крым)']],
    ['Волжский(Волгоградская область)', ['Волжский (Волгоградская область)']],
  ])('«%s» is told from its namesakes by the region', (written, names) => {
    expect(cityNames(written)).toEqual(names);
  });

  test('a name of several cities means the one that is three times as large as the next, else all of them', () => {
    expect(cityNames('Киров')).toEqual(['Киров (Кировская область)']);
    expect(cityNames('Железногорск').toSorted()).toEqual([
      'Железногорск (Красноярский край)',
      'Железногорск (Курская область)',
    ]);
  });

  test('several cities are all meant, whatever stands between them', () => {
    const both = ['Москва', 'Казань'];
    for (const written of ['Москва, Казань', 'Москва; Казань', 'Москва/Казань', 'Москва и Казань']) {
      expect(cityNames(written)).toEqual(both);
    }
    expect(cityNames(['Москва', 'г. Казань', 'Москва'])).toEqual(both);
  });

  test('an address does not turn its streets and stations into cities', () => {
    expect(cityNames('Москва, Пушкино, улица Ленина')).toEqual(['Москва']);
    expect(cityNames('посёлок городского типа Отрадное, Одинцово, 5')).toEqual([]);
  });

  test('a city that the catalogue lacks is kept as written and has the key that a filter makes of it', () => {
    expect(resolve('Минск')).toEqual({
      placeText: 'Минск',
      placeIds: [],
      cityKey: 'минск',
      remote: false,
      abroad: false,
    });
    expect(resolve('Казахстан, Алматы').cityKey).toBe(cityKey('Алматы'));
    expect(resolve('деревня Румянцево, Киевское шоссе').cityKey).toBe('румянцево');
    expect(resolve('Городище (Волгоградская обл.)').cityKey).toBe('городище');
    expect(resolve('Покровское (городской округ Истра)').cityKey).toBe('покровское');
    expect(resolve('Украина, Дзержинск')).toMatchObject({ placeIds: [], cityKey: 'дзержинск' });
    expect(resolve('Первомайск (Запорожская область)')).toMatchObject({
      placeIds: [],
      cityKey: 'первомайск',
    });
  });

  test('a region or a country alone is kept as written and is no city', () => {
    for (const written of [
      'Московская область',
      'Россия',
      'Республика Татарстан',
      'Вся Россия',
      'Нет данных',
    ]) {
      expect(resolve(written)).toEqual({
        placeText: written,
        placeIds: [],
        cityKey: null,
        remote: false,
        abroad: false,
      });
    }
  });

  test.each([
    ['м. Тверская, Москва', 'Москва'],
    ['метро Озерки, СПб', 'Санкт-Петербург'],
    ['ул. Мира, 10, Пермь', 'Пермь'],
    ['ул Ленина, д 5, г Казань', 'Казань'],
    ['Ростов Великий', 'Ростов'],
    ['Moscow, Russia', 'Москва'],
    ['Saint Petersburg', 'Санкт-Петербург'],
    ['St. Petersburg, RU', 'Санкт-Петербург'],
    ['Nizhniy Novgorod', 'Нижний Новгород'],
    ['Moscow Oblast, Khimki', 'Химки'],
    ['Донецк (Ростовская область)', 'Донецк (Ростовская область)'],
    ['Ростовская область, г. Донецк', 'Донецк (Ростовская область)'],
  ])('«%s» is %s', (written, label) => {
    expect(cityNames(written)).toEqual([label]);
  });

  test.each([
    ['Курск (Волосовский район, Ленинградская область)', 'курск'],
    ['Бородино (Можайский муниципальный округ, Московская область)', 'бородино'],
    ['Табага (городской округ Якутск, Республика Саха (Якутия))', 'табага'],
    ['Донецк', 'донецк'],
    ['Кировск', 'кировск'],
    ['Berlin, Germany', 'berlin'],
    ['Zürich, Switzerland', 'zürich'],
    ['San Francisco, CA, US', 'san francisco'],
    ['Минск, Беларусь', 'минск'],
  ])('«%s» is none of the catalogue, and is kept under its own name', (written, key) => {
    expect(resolve(written)).toMatchObject({ placeIds: [], cityKey: key, placeText: written });
  });

  test.each([
    'м. Тверская',
    'метро Озерки',
    'ул. Мира, 10',
    'Germany',
    'USA Only',
    'Europe',
    'EMEA',
    'Вся Россия',
  ])('«%s» alone is no city', (written) =>
    expect(resolve(written)).toMatchObject({ placeIds: [], cityKey: null, remote: false }),
  );

  test('of small towns of one name all are meant, for the larger is no likelier', () => {
    expect(cityNames('Приморск')).toEqual([
      'Приморск (Ленинградская область)',
      'Приморск (Калининградская область)',
    ]);
  });

  test('another country is told from an unknown city', () => {
    expect(resolve('Berlin, Germany').abroad).toBe(true);
    expect(resolve('Remote, US')).toMatchObject({ abroad: true, remote: true, cityKey: null });
    expect(resolve(['Москва', 'Минск, Беларусь']).abroad).toBe(true);
    expect(resolve('Малые Пупки').abroad).toBe(false);
  });

  test('remote work is no city', () => {
    for (const written of [
      'Удалённо',
      'Remote',
      'Remote - EU',
      'Anywhere in the World',
      'Worldwide',
      'Remote (Other (don’t specify))',
      'Home office',
    ]) {
      expect(resolve(written)).toMatchObject({ placeIds: [], cityKey: null, remote: true });
    }
    for (const written of ['Москва/Удалённо', 'Москва или удалённо', 'Remote, Moscow', 'Remote - Moscow']) {
      expect(resolve(written)).toMatchObject({ cityKey: null, remote: true });
      expect(cityNames(written)).toEqual(['Москва']);
    }
    expect(resolve('Удалённая работа')).toMatchObject({ placeIds: [], cityKey: null, remote: true });
    expect(resolve('Москва (удалённо)').remote).toBe(true);
    expect(cityNames('Москва (удалённо)')).toEqual(['Москва']);
    expect(cityNames('Казань, дистанционно')).toEqual(['Казань']);
  });

  test('nothing written is nothing, and hostile lengths are cut', () => {
    const nothing = { placeText: null, placeIds: [], cityKey: null, remote: false, abroad: false };
    for (const written of [null, undefined, '', '  ', [], ' ; ']) {
      expect(resolve(written)).toMatchObject({ ...nothing, placeText: written === ' ; ' ? ';' : null });
    }
    const long = resolve('Ъ'.repeat(10_000));
    expect([long.placeText?.length, long.cityKey?.length]).toEqual([300, 100]);
    expect(resolve(Array.from({ length: 500 }, () => 'Москва')).placeIds.length).toBe(1);
  });

  test('every city is found by its own label', () => {
    const lost = cities.filter(({ id, label }) => resolve(label).placeIds.join() !== String(id));
    expect(lost.map(({ label }) => label)).toEqual([]);
  });
});
