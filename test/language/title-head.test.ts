import { describe, expect, test } from '@jest/globals';
import { companyAsked, companyQuery } from '../../src/language/company.js';
import { analyse } from '../../src/language/document.js';
import { fits } from '../../src/language/fits.js';
import { readSearch } from '../../src/language/read-search.js';
import { titleHead } from '../../src/language/title-head.js';

describe('what a title names', () => {
  test.each([
    ['Ведущий аналитик данных (Москва), удалённо', 'аналитик данных'],
    ['Senior Java-разработчик', 'Java-разработчик'],
    ['Старший бизнес-аналитик', 'бизнес-аналитик'],
    ['СРОЧНО! Требуется водитель категории С', 'водитель категории С'],
    ['Слесарь-ремонтник 5 разряда', 'Слесарь-ремонтник'],
    ['Водитель/курьер', 'Водитель'],
    ['Разработчик C/C++', 'Разработчик C C++'],
    ['Менеджер по продажам - Казань', 'Менеджер по продажам'],
    ['Менеджер по работе с ключевыми клиентами и партнёрами', 'Менеджер по работе с ключевыми клиентами'],
    ['[Вахта] Повар, пекарь', 'Повар'],
    ['Программист 1С', 'Программист 1С'],
    ['Стажёр', ''],
    ['и в на', ''],
    ['!!!', ''],
    ['', ''],
  ])('of «%s» is «%s»', (title, head) => expect(titleHead(title)).toBe(head));

  test('finds the vacancy that it was made of', () => {
    for (const title of [
      'Ведущий аналитик данных (Москва)',
      'Senior Java-разработчик',
      'Инженер R&D / Engineer',
    ]) {
      const document = analyse({ title, company: '', skills: '', body: '' });
      expect([title, fits(readSearch({ query: titleHead(title) }).ast, document)]).toEqual([title, true]);
    }
  });
});

describe('a company', () => {
  test.each(['Ромашка', 'ООО «Ромашка»', 'АО "Завод «Прогресс»"', 'R&D Центр', 'Ромашка (Москва)', '1С'])(
    '«%s» is asked for by a query that finds its vacancies and says its name',
    (name) => {
      const query = companyQuery(name);
      const read = readSearch({ query });
      expect(read.refused).toBeNull();
      expect(fits(read.ast, analyse({ title: 'Повар', company: name, skills: '', body: '' }))).toBe(true);
      expect(fits(read.ast, analyse({ title: name, company: 'Василёк', skills: '', body: '' }))).toBe(false);
      expect(companyAsked(query)).not.toBeNull();
    },
  );

  test.each([
    'повар',
    'company:Ромашка*',
    'company:!Ромашка',
    'company:"Ромашка" повар',
    '-company:Ромашка',
    '',
  ])('is not what «%s» asks for', (query) => expect(companyAsked(query)).toBeNull());

  test('is named as it was typed', () => expect(companyAsked('компания:"ООО Ромашка"')).toBe('ООО Ромашка'));
});
