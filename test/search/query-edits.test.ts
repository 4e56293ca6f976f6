import { describe, expect, test } from '@jest/globals';
import { canon, key } from '../../src/language/canon.js';
import { readSearch } from '../../src/language/read-search.js';
import { fewerWords } from '../../src/search/fewer-words.js';
import { inTitle, titleOnlyQuery } from '../../src/search/title-only.js';

describe('a query asked of titles alone', () => {
  test.each([
    ['аналитик', 'title:аналитик'],
    ['"аналитик данных"', 'title:"аналитик данных"'],
    ['аналитик данных', 'title:(аналитик данных)'],
    ['java -стажёр -lead', 'title:java -стажёр -lead'],
    ['java OR python', 'title:(java OR python)'],
    ['company:яндекс java', 'title:(company:яндекс java)'],
    ['разраб* (java ИЛИ kotlin) -"без опыта"', 'title:(разраб* (java ИЛИ kotlin)) -"без опыта"'],
    ['водитель категории С', 'title:(водитель категории С)'],
    ['java AND !разработчик', 'title:(java AND !разработчик)'],
  ])('%s → %s', (query, titled) => {
    expect(titleOnlyQuery(query)).toBe(titled);
    const { ast } = readSearch({ query });
    expect(readSearch({ query: titled }).textKey).toBe(key(canon(inTitle(ast!))));
  });

  test.each([
    ['', 'there are no words'],
    ['-стажёр', 'nothing is wanted'],
    ['java OR -python', 'a NOT stands beside an OR'],
    ['java (python -стажёр)', 'a NOT stands in brackets'],
    ['"java', 'a quote is not closed'],
    ['(java', 'a bracket is not closed'],
    ['java)', 'a bracket is closed twice'],
    ['java title:', 'a sign has nothing behind it'],
    ['я'.repeat(1999), 'there is no room'],
  ])('is not made of «%s»: %s', (query) => {
    expect(titleOnlyQuery(query)).toBeNull();
  });
});

describe('a query with a word fewer', () => {
  const fewer = (query: string) => fewerWords(query).map((one) => [one.word, one.query]);

  test('has each plain word and phrase left out by itself', () => {
    expect(fewer('аналитик sql "big data"')).toEqual([
      ['аналитик', 'sql "big data"'],
      ['sql', 'аналитик "big data"'],
      ['"big data"', 'аналитик sql'],
    ]);
    expect(fewer('java AND python -стажёр (kotlin OR go)')).toEqual([
      ['java', 'python -стажёр (kotlin OR go)'],
      ['python', 'java -стажёр (kotlin OR go)'],
    ]);
  });

  test('is not made where nothing can be spared, or where leaving it out changes nothing', () => {
    for (const query of ['', 'java', 'java OR python', 'java -стажёр', '"java', '((((', '!java !python']) {
      expect([query, fewer(query)]).toEqual([query, []]);
    }
    expect(fewer('менеджер по продажам')).toEqual([
      ['менеджер', 'по продажам'],
      ['продажам', 'менеджер по'],
    ]);
    expect(fewer('java Java повар')).toEqual([['повар', 'java Java']]);
  });

  test('is tried for the first eight words alone', () => {
    const query = Array.from({ length: 60 }, (_, i) => `слово${i}`).join(' ');
    expect(fewer(query)).toHaveLength(8);
  });
});
