import { expect, describe as group, test } from '@jest/globals';
import { describe } from '../../src/language/describe.js';
import { readSearch } from '../../src/language/read-search.js';

const said = (query: string, language: 'ru' | 'en' = 'ru'): string => {
  const { asWritten } = readSearch({ query });
  return asWritten === null ? '' : describe(asWritten, language);
};

group('how a query was understood', () => {
  test.each([
    ['java or python -стажер', 'java ИЛИ (python, без «стажер»)'],
    ['(java | python) -стажер', 'java ИЛИ python, без «стажер»'],
    ['Java разработчик (Казань OR Уфа)', 'Java И разработчик И (Казань ИЛИ Уфа)'],
    ['java NOT (стажёр OR "младший разработчик")', 'java, без «стажёр», без «младший разработчик»'],
    ['java NOT (стажер бесплатно)', 'java, без сочетания (стажер И бесплатно)'],
    ['"менеджер по продажам"', '«менеджер по продажам»'],
    ['!"менеджер  по продажам"', '«менеджер по продажам» слово в слово'],
    ['java !lead', 'java И «lead» слово в слово'],
    ['разраб*', '«разраб…»'],
    ['-разраб* java', 'java, без «разраб…»'],
    ['"главный бухг*"', '«главный бухг…»'],
    ['title:(java OR go) -lead', 'в названии: java ИЛИ go, без «lead»'],
    ['title:java company:яндекс', '(в названии: java) И (в компании: яндекс)'],
    ['java -title:lead', 'java, без «lead» в названии'],
    ['hr-менеджер', '«hr-менеджер»'],
    ['водитель категории с', 'водитель И «категории С»'],
    ['"java', 'java'],
    ['и', ''],
  ])('%s: %s', (query, expected) => expect(said(query)).toBe(expected));

  test('in English', () => {
    expect(said('title:(java or "data engineer") -senior*', 'en')).toBe(
      'in the title: java OR “data engineer”, without “senior…”',
    );
  });
});
