import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Filters } from '../../src/language/filters.js';
import { searchVacancies } from '../../src/search/search-vacancies.js';
import { buildVacancy, type VacancyGiven } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

const KAZAN = 2;
const EVERYWHERE = Array.from({ length: 30 }, (_, i) => i + 1);

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());

interface Pair {
  query: string;
  filters?: Partial<Filters>;
  /** Both are 20 days old and alike in all that they do not say. */
  first: VacancyGiven;
  second: VacancyGiven;
}

const pairs: Record<string, Pair> = {
  'a title that names it comes before a text that mentions it': {
    query: 'бухгалтер',
    first: { title: 'Бухгалтер' },
    second: { title: 'Кладовщик', body: 'Накладные сдавать в бухгалтерию, бухгалтер проверит.' },
  },
  'another form of the word in the title is as good as its own': {
    query: 'разработчик',
    first: { title: 'Разработчики мобильных приложений' },
    second: { title: 'Тестировщик', body: 'Рядом работает разработчик.' },
  },
  'a title spelt with е names what was looked for with ё': {
    query: 'монтажёр',
    first: { title: 'Монтажер видео' },
    second: { title: 'Оператор', body: 'Ролики собирает монтажёр.' },
  },
  'what is required comes before what is mentioned in passing': {
    query: 'excel',
    first: { title: 'Экономист', skills: ['Excel', '1С'] },
    second: { title: 'Экономист', body: 'Отчёты готовит Excel, вам останется их читать.' },
  },
  'what is required comes before a mention that is a week younger': {
    query: 'photoshop',
    first: { title: 'Дизайнер', skills: ['Photoshop'] },
    second: { title: 'Дизайнер', body: 'Photoshop не нужен.', firstSeenAt: daysAgo(13) },
  },
  'half of the words in the title come before none': {
    query: 'аналитик данных',
    first: { title: 'Аналитик', body: 'Много данных.' },
    second: { title: 'Менеджер', body: 'Аналитик поможет собрать данные.' },
  },
  'all the words in the title come before half of them': {
    query: 'слесарь сантехник',
    first: { title: 'Слесарь-сантехник' },
    second: { title: 'Слесарь', body: 'В паре с вами сантехник.' },
  },
  'half in the title and the rest required comes before half and the rest in passing': {
    query: 'инженер autocad',
    first: { title: 'Инженер', skills: ['AutoCAD'] },
    second: { title: 'Инженер', body: 'Чертежи из AutoCAD.' },
  },
  'words said twenty times in the text do not make up for a title': {
    query: 'сварщик',
    first: { title: 'Сварщик' },
    second: { title: 'Мастер участка', body: 'Сварщик! '.repeat(20), payMonthRub: 90_000 },
  },
  'a short text is no better than a long one': {
    query: 'логистика',
    first: { title: 'Водитель', body: `Логистика. ${'Путь долог. '.repeat(300)}`, firstSeenAt: daysAgo(19) },
    second: { title: 'Водитель', body: 'Логистика.' },
  },
  'a name in the title comes before the same name of a company': {
    query: 'пятёрочка',
    first: { title: 'Продавец в «Пятёрочку»', company: 'Агроторг' },
    second: { title: 'Продавец', company: 'Пятёрочка' },
  },
  'stated pay comes before none': {
    query: 'повар',
    first: { title: 'Повар', payMonthRub: 70_000 },
    second: { title: 'Повар' },
  },
  'stated pay makes up for a week': {
    query: 'кондитер',
    first: { title: 'Кондитер', payMonthRub: 70_000, firstSeenAt: daysAgo(8) },
    second: { title: 'Кондитер', firstSeenAt: daysAgo(1) },
  },
  'stated pay does not make up for two weeks': {
    query: 'пекарь',
    first: { title: 'Пекарь', firstSeenAt: daysAgo(1) },
    second: { title: 'Пекарь', payMonthRub: 70_000, firstSeenAt: daysAgo(15) },
  },
  'today’s comes before one of two months ago': {
    query: 'охранник',
    first: { title: 'Охранник', firstSeenAt: daysAgo(0) },
    second: { title: 'Охранник', firstSeenAt: daysAgo(60), payMonthRub: 60_000 },
  },
  'a title of a week ago comes before a mention of today, whatever that pays': {
    query: 'электрик',
    first: { title: 'Электрик', firstSeenAt: daysAgo(7) },
    second: { title: 'Диспетчер', body: 'Вызвать электрика.', firstSeenAt: daysAgo(0), payMonthRub: 200_000 },
  },
  'a title that has hung for a season yields to today’s that requires it': {
    query: 'токарь',
    first: { title: 'Рабочий на станок', skills: ['токарь'], firstSeenAt: daysAgo(0) },
    second: { title: 'Токарь', firstSeenAt: daysAgo(90) },
  },
  'a vacancy of my city comes before one posted for thirty with mine among them': {
    query: 'кассир',
    filters: { places: [KAZAN] },
    first: { title: 'Кассир', placeIds: [KAZAN] },
    second: { title: 'Кассир', placeIds: EVERYWHERE },
  },
  'so does one of a town that the catalogue lacks': {
    query: 'швея',
    filters: { places: [KAZAN], cityNames: ['Верхние Васюки'] },
    first: { title: 'Швея', cityKey: 'верхние васюки' },
    second: { title: 'Швея', placeIds: EVERYWHERE },
  },
  'my city does not make up for a title': {
    query: 'грузчик',
    filters: { places: [KAZAN] },
    first: { title: 'Грузчик', placeIds: EVERYWHERE },
    second: { title: 'Комплектовщик', body: 'Грузчик поможет.', placeIds: [KAZAN] },
  },
  'where no city is asked none is better': {
    query: 'дворник',
    first: { title: 'Дворник', placeIds: EVERYWHERE, firstSeenAt: daysAgo(19) },
    second: { title: 'Дворник', placeIds: [KAZAN] },
  },
  'a phrase in the title comes before its first word there': {
    query: '"менеджер по закупкам"',
    first: { title: 'Старший менеджер по закупкам' },
    second: { title: 'Менеджер', body: 'Работать будете как менеджер по закупкам.' },
  },
  'a word of the phrase in the title comes before none': {
    query: '"начальник смены"',
    first: { title: 'Начальник', body: 'Начальник смены отвечает за всё.' },
    second: { title: 'Повар', body: 'Начальник смены отвечает за всё.' },
  },
  'a joined word stands in the title as a whole': {
    query: 'бизнес-аналитик',
    first: { title: 'Бизнес-аналитик' },
    second: { title: 'Аналитик в бизнес', body: 'Бизнес-аналитик в команде есть.' },
  },
  'either of two words in the title is enough': {
    query: 'java OR kotlin',
    first: { title: 'Kotlin-разработчик' },
    second: { title: 'Программист', skills: ['Java'] },
  },
  'both of two alternatives are no better than one': {
    query: 'маляр OR штукатур',
    first: { title: 'Маляр', firstSeenAt: daysAgo(19) },
    second: { title: 'Маляр, штукатур' },
  },
  'what must not occur takes nothing from the others': {
    query: 'бариста -стажёр',
    first: { title: 'Бариста' },
    second: { title: 'Официант', body: 'Иногда и бариста.' },
  },
  'nor do words excluded in their own field': {
    query: 'курьер',
    filters: { excludeWords: 'ночь, пеший' },
    first: { title: 'Курьер' },
    second: { title: 'Сортировщик', body: 'Посылки увозит курьер.' },
  },
  'words asked of the title by name leave the others to be weighed there': {
    query: 'title:водитель погрузчик',
    first: { title: 'Водитель погрузчика' },
    second: { title: 'Водитель', body: 'Погрузчик новый.' },
  },
  'a company asked by name leaves the words to be weighed': {
    query: 'company:ромашка флорист',
    first: { title: 'Флорист' },
    second: { title: 'Продавец', body: 'Букеты собирает флорист.' },
  },
  'the beginning of a word counts in the title': {
    query: 'парикмах*',
    first: { title: 'Парикмахер' },
    second: { title: 'Администратор', body: 'Запись в парикмахерскую.' },
  },
  'and so does an English title': {
    query: 'data engineer',
    first: { title: 'Senior Data Engineer' },
    second: { title: 'Engineer', body: 'Work with data.' },
  },
};

test.each(Object.entries(pairs))('%s', async (_, { query, filters = {}, first, second }) => {
  const ids: string[] = [];
  // The better is the older row: the younger one would lead if they were equals.
  for (const given of [first, second]) {
    ids.push((await buildVacancy(db.dataSource, { firstSeenAt: daysAgo(20), ...given })).id);
  }
  const answer = await searchVacancies(db.dataSource, { query, filters, page: 1, pageSize: 100 }, NOW);
  expect(answer?.items.map(({ id }) => id).filter((id) => ids.includes(id))).toEqual(ids);
});
