import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../src/language/document.js';
import { excludeMore } from '../../src/language/exclude.js';
import { fits } from '../../src/language/fits.js';
import { needsWord } from '../../src/language/needs-word.js';
import { readSearch } from '../../src/language/read-search.js';
import { titleWords } from '../../src/language/title-words.js';

const agrees = (query: string, excludeWords: string, title: string): boolean =>
  fits(
    readSearch({ query, filters: { excludeWords } }).ast,
    analyse({ title, company: '', skills: '', body: 'повар на кухню, стажёры бывают' }),
  );

describe('one excluded word more', () => {
  test.each([
    ['', 'название:стажёр'],
    ['продажи', 'продажи, название:стажёр'],
    ['холодные звонки, продажи', 'холодные звонки, продажи, название:стажёр'],
    // With a comma these two would become a phrase.
    ['звонки продажи', 'звонки продажи название:стажёр'],
    ['звонки OR продажи', '(звонки OR продажи) название:стажёр'],
  ])('after «%s» is written «%s»', (typed, written) =>
    expect(excludeMore(typed, 'название:стажёр')).toBe(written),
  );

  test.each([
    '',
    'продажи',
    'звонки продажи',
    'звонки, продажи',
    '"холодные звонки" продажи',
    'a OR b c',
    '-звонки',
  ])('after «%s» excludes what was excluded, and that', (typed) => {
    const more = excludeMore(typed, 'название:стажёр');
    for (const title of [
      'Повар, продажи',
      'Повар, звонки',
      'Повар, холодные звонки',
      'Повар a',
      'Повар b c',
      'Повар',
    ]) {
      expect([title, agrees('повар', more!, title)]).toEqual([title, agrees('повар', typed, title)]);
    }
    expect(agrees('повар', more!, 'Повар-стажёр')).toBe(false);
    expect(agrees('повар', more!, 'Стажеры на кухню')).toBe(false);
  });

  test('cannot be written where there are as many as a search may have', () => {
    const typed = Array.from({ length: 64 }, (_, i) => `слово${i}`).join(', ');
    expect(excludeMore(typed, 'название:стажёр')).toBeNull();
  });
});

describe('the words of a title', () => {
  test('are told once each, without common ones, as a query that finds that title', () => {
    expect(
      titleWords('Стажёр-аналитик для стажёров в С++ и 1С, категории С', 'ru').map(({ word }) => word),
    ).toEqual(['Стажёр', 'аналитик', 'С++', '1С', 'категории']);
    expect(titleWords('R&D Engineer', 'en')).toEqual([
      { word: 'R&D', query: 'title:R&D' },
      { word: 'Engineer', query: 'title:Engineer' },
    ]);
  });

  test.each([
    ['аналитик данных', 'аналитик', true],
    ['аналитик данных', 'данные', true],
    ['аналитик данных', 'стажёр', false],
    ['java OR python', 'java', false],
    ['(java OR python) разработчик', 'разработчики', true],
    ['"менеджер по продажам"', 'продажи', true],
    ['разраб*', 'разработчик', true],
    ['!повар', 'повар', true],
    ['!повар', 'повара', true],
    ['company:Ромашка', 'повар', false],
    ['повар -стажёр', 'стажёр', false],
  ])('«%s» needs «%s»: %s', (query, word, needs) =>
    expect(needsWord(readSearch({ query }).ast, `название:${word}`)).toBe(needs),
  );
});
