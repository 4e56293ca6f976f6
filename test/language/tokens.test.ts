import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { STOP_WORDS } from '../../src/language/stop-words.js';
import { tokens } from '../../src/language/tokens.js';

const stems = (text: string): string[] => tokens(text).map(({ lexemes }) => lexemes.stem);
const exacts = (text: string): string[] => tokens(text).map(({ lexemes }) => lexemes.exact);

describe('words', () => {
  test.each([
    ['C++/C#, F# и J#', ['=c++', '=c#', '=f#', '=и', '=j#']],
    ['С++11', ['=c++', '=11']],
    ['Objective-C+', ['=objective', '=c']],
    ['ASP.NET .NET6 .network', ['=asp', '=.net', '=.net', '=6', '=network']],
    ['R&D, H&M; A&B&C', ['=r&d', '=h&m', '=a', '=b', '=c']],
    ['L’Oréal об’єкт 90’s rock’n’roll', ['=loreal', '=обєкт', '=90', '=s', '=rocknroll']],
    ['CI/CD 1С:Предприятие', ['=ci', '=cd', '=1с', '=предприятие']],
    ['1C 1С 1C83', ['=1с', '=1с', '=1с83']],
    ['Cлесарь cтоляр тoкарь', ['=слесарь', '=столяр', '=токарь']],
    ['Jаvа', ['=java']],
    ['рак сор pak itшник', ['=рак', '=сор', '=pak', '=itшник']],
    ['NodeJS VueJS DotNet', ['=node', '=js', '=vue', '=js', '=.net']],
    ['Ёлка йога и\u0306ога', ['=елка', '=йога', '=йога']],
    ['ｆｕｌｌ ﬁnance №5 ½', ['=full', '=finance', '=5', '=12']],
    ['ме\u00ADнед\u200Bжер\u200D', ['=менеджер']],
    ['😀 𝐉𝐚𝐯𝐚 \uD800x', ['=java', '=x']],
  ])('%s', (text, expected) => expect(exacts(text)).toEqual(expected));

  test('documents also emit .net as net, html5 as html, and backend as back and end', () => {
    const found = tokens('.NET HTML5 python3 b2 ab12 word2024 Backend fullstack');
    const extras = found.map(({ lexemes }) => lexemes.extras.join(' '));
    expect(extras).toEqual(['net', 'html', 'python', '', '', '', 'back end', 'full stack']);
  });

  test.each([
    ['Java back-end', [null, '=backend', '=backend']],
    ['FRONT END', ['=frontend', '=frontend']],
    ['full – stack', ['=fullstack', '=fullstack']],
    ['He is back. End of work', [null, null, null, null, null, null]],
    ['full end, back/end, end back', [null, null, null, null, null, null]],
    ['back back-end end', [null, '=backend', '=backend', null]],
  ])('the halves of a name that stand as one know it: %s', (text, expected) =>
    expect(tokens(text).map(({ name }) => name?.exact ?? null)).toEqual(expected),
  );

  test('there are 65 stop words, and names of professions and languages are none of them', () => {
    expect(STOP_WORDS.size).toBe(65);
    for (const word of ['it', 'go', 'c', 'r', 'без', 'то', '1с']) expect(STOP_WORDS.has(word)).toBe(false);
  });

  test('stop words are marked and keep their place', () => {
    const found = tokens('Менеджер по продажам').map(({ position, lexemes }) => [position, lexemes.stop]);
    expect(found).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
  });

  test('a word of more than 40 letters is cut', () =>
    expect(exacts('ж'.repeat(50))).toEqual([`=${'ж'.repeat(40)}`]));

  test('no more words are read than asked for', () => expect(tokens('а б в г', 2)).toHaveLength(2));
});

describe('driving licences', () => {
  test.each([
    ['категории С', ['категор', 'c']],
    ['категорий «В» и «С», Е', ['категор', 'b', 'и', 'c', 'e']],
    ['кат. D', ['кат', 'd']],
    ['кат D в', ['кат', 'd', 'в']],
    ['категории в Москве С', ['категор', 'в', 'москв', 'с']],
    ['права С', ['прав', 'с']],
  ])('%s', (text, expected) => expect(stems(text)).toEqual(expected));

  test('each letter also stands right after «категории»', () => {
    expect(tokens('категории В и С').map(({ near }) => near)).toEqual([null, 2, null, 2]);
  });
});

test('offsets lie in the text as given, ascending, and the same text gives the same words again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const found = tokens(text);
      let before = 0;
      for (const [i, { start, end, position, lexemes }] of found.entries()) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(position).toBe(i + 1);
        expect(lexemes.exact).toMatch(/^=[\p{L}\p{N}\p{M}+#.&]+$/u);
        expect(lexemes.stem).not.toMatch(/^=|^$/);
        if (found[i + 1]?.start !== start) before = end;
      }
      expect(tokens(text)).toEqual(found);
    }),
    { numRuns: 2_000 },
  );
});
