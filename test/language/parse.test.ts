import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseExcluded } from '../../src/language/exclude.js';
import { parse } from '../../src/language/parse.js';
import { readSearch } from '../../src/language/read-search.js';
import type { WarningCode } from '../../src/language/warnings.js';
import { keyOf } from './support.js';
import { queries } from './vocabulary.js';

describe('the meaning of a query', () => {
  test.each([
    ['java', 'java'],
    ['Java, разработчик;', '&(java,разработчик)'],
    ['a OR java OR', 'java'],
    ['java OR python django', '|(&(django,python),java)'],
    ['java NOT python OR go', '|(&(!(python),java),go)'],
    ['not python java', '&(!(python),java)'],
    ['не java', 'java'],
    ['java И python', '&(java,python)'],
    ['java | python', '|(java,python)'],
    ['java - python', '&(java,python)'],
    ['java -"senior lead"', '&(!("senior<1>lead"),java)'],
    ['"java"', 'java'],
    ['“java” „spring“', '&(java,spring)'],
    ['«менеджер по продажам»', '"менеджер<2>продаж"'],
    ['"по продажам в"', 'продаж'],
    ['"менеджер холодные"~5', '"менеджер<1>холодн"'],
    ['^NAME:программист', 'A:программист'],
    ['должность: повар', 'A:повар'],
    ['title:(java -lead)', '&(!(A:lead),A:java)'],
    ['title:(java company:яндекс)', '&(A:java,B:яндекс)'],
    ['работодатель:"ромашка плюс"', 'B:"ромашк<1>плюс"'],
    ['описание:python', 'CD:python'],
    ['!(java OR "менеджер по продажам")', '|("=менеджер<2>=продажам",=java)'],
    ['разраб*', '=разраб*'],
    ['title:"главный бухг*"', 'A:"главн<1>=бухг*"'],
    ['для*', '=для*'],
    ['nodejs*', '"node<1>js"'],
    ['Back-end', 'backend'],
    ['!back-end', '=backend'],
    ['back-end*', '=backend*'],
    ['"the back-end developer"', '"backend<1>develop"'],
    ['"java back end"', '"java<1>backend"'],
    ['"java back-end developer"', '"java<1>back<1>end<1>develop"'],
    ['"front-end back-end"', '"frontend<1>backend"'],
    ['back end', '&(back,end)'],
    ['водитель категории с', '&("категор<1>c",водител)'],
    ['водитель категории В и С, Казань', '&("категор<1>b","категор<1>c",водител,казан)'],
    ['водитель кат. Е', '&("кат<1>e",водител)'],
    ['водитель категории с опытом', '&(водител,категор,опыт)'],
    ['', ''],
    ['??? — …', ''],
  ])('%s is %s', (query, key) => expect(keyOf(query)).toBe(key));
});

describe('what had to be guessed is told, with its place', () => {
  test.each<[string, WarningCode, string]>([
    ['java "python', 'unclosed-quote', '"'],
    ['java (python', 'unclosed-bracket', '('],
    ['java) python', 'stray-bracket', ')'],
    ['java OR', 'dangling-operator', 'OR'],
    ['ИЛИ java', 'dangling-operator', 'ИЛИ'],
    ['java NOT', 'dangling-operator', 'NOT'],
    ['java title:', 'empty-field', 'title:'],
    ['id:(5) java', 'unknown-field', 'id:'],
    ['"java spring"~5', 'distance-ignored', '~5'],
    ['раз*ка', 'star-inside', 'раз*ка'],
    ['java ко*', 'prefix-too-short', 'ко*'],
    ['по OR java', 'common-words', 'по'],
    ['java NOT для', 'common-words', 'для'],
    [`"java ${'и '.repeat(95)}python"`, 'phrase-cut', `"java ${'и '.repeat(95)}python"`],
  ])('%s: %s at %s', (query, code, place) => {
    const { warnings } = parse(query);
    expect(warnings.map((warning) => warning.code)).toEqual([code]);
    expect(query.slice(warnings[0]!.at, warnings[0]!.at + warnings[0]!.len)).toBe(place);
  });
});

describe('limits', () => {
  test('a query of 10,000 characters is read to its 2,000th', () => {
    const query = `java ${'п'.repeat(9_990)} python`;
    expect(keyOf(query)).toBe(`&(java,${'п'.repeat(40)})`);
    expect(readSearch({ query }).refused).toEqual({ code: 'too-long' });
  });

  test('the 65th word is left out and told once', () => {
    const { ast, warnings } = parse(Array.from({ length: 70 }, (_, n) => `слово${n}`).join(' '));
    expect(ast).toMatchObject({ kind: 'and', children: { length: 64 } });
    expect(warnings.map(({ code }) => code)).toEqual(['too-many-words']);
  });

  test('alternatives beyond the 64th were left out as too many, not as common words', () => {
    const { warnings } = parse(Array.from({ length: 80 }, (_, n) => `w${n}`).join(' OR '));
    expect(warnings.map(({ code }) => code)).toEqual(['too-many-words']);
  });

  test('brackets deeper than 20 are left out, and what is inside them stays', () => {
    const { ast, warnings } = parse(`${'('.repeat(22)}java${')'.repeat(22)} python`);
    expect(ast).toMatchObject({ kind: 'and', children: [{ lexeme: 'java' }, { lexeme: 'python' }] });
    expect(warnings.map(({ code }) => code)).toEqual(['too-deep', 'too-deep']);
  });
});

test.each([',OR *', ', a b*', `,${'я '.repeat(999)}я`, `${'a b '.repeat(499)}a b,`])(
  'a warning about excluded words lies within them: «%.20s»',
  (excludeWords) => {
    const { warnings } = readSearch({ query: '', filters: { excludeWords } });
    for (const { at, len } of warnings) {
      expect(len).toBeGreaterThan(0);
      expect(at + len).toBeLessThanOrEqual(excludeWords.length);
    }
    expect(warnings.length).toBeGreaterThan(0);
  },
);

test('any text at all is read without an error, and its warnings lie within it', () => {
  const soup = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...'()"«»|!-*^~:,; \n\0иИ'),
      fc.constantFrom('OR ', 'НЕ ', 'title:'),
      fc.string(),
    ),
    maxLength: 300,
  });
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: 'binary' }), queries), (query) => {
      const { warnings } = readSearch({ query, filters: { excludeWords: query } });
      for (const { at, len } of warnings) {
        expect(at).toBeGreaterThanOrEqual(0);
        expect(len).toBeGreaterThan(0);
        expect(at + len).toBeLessThanOrEqual(query.length);
      }
    }),
    { numRuns: 1_000 },
  );
});

describe('excluded words', () => {
  test.each([
    ['стажер', '!(стажер)'],
    ['стажер водитель', '!(|(водител,стажер))'],
    ['стажер, холодные звонки', '!(|("холодн<1>звонк",стажер))'],
    ['"холодные звонки" стажер', '!(|("холодн<1>звонк",стажер))'],
    ['-стажер; -водитель', '!(|(водител,стажер))'],
    ['и, в', ''],
    [' , ,', ''],
  ])('%s is %s', (excludeWords, key) => {
    expect(readSearch({ query: '', filters: { excludeWords } }).textKey).toBe(key);
  });

  test('a warning between commas has its place in the whole text', () => {
    const typed = 'стажер,  холодные зво*нки , "x';
    const places = parseExcluded(typed).warnings.map(({ at, len }) => typed.slice(at, at + len));
    expect(places).toEqual(['холодные зво*нки', '"']);
  });
});
