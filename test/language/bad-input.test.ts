import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describe as say } from '../../src/language/describe.js';
import { fits } from '../../src/language/fits.js';
import { readSearch } from '../../src/language/read-search.js';
import { refusalSentence, warningSentence } from '../../src/language/sentences.js';
import type { RefusalCode } from '../../src/language/warnings.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { documentOf } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());

const words = (count: number): string => Array.from({ length: count }, (_, n) => `слово${n}`).join(' ');

describe('refused, with a sentence in both languages', () => {
  test.each<[string, string, RefusalCode]>([
    ['brackets alone', '((((', 'nothing'],
    ['nothing that must occur', 'NOT java', 'unsafe'],
    ['10,000 characters', 'java '.repeat(2_000), 'too-long'],
    ['10,000 letters', 'я'.repeat(10_000), 'too-long'],
    ['500 terms', 'a1 '.repeat(500), 'too-many-words'],
    ['500 alternatives of two letters', 'яю|'.repeat(500), 'too-many-words'],
    ['21 brackets', `${'('.repeat(21)}java`, 'too-deep'],
    ['stop words alone', 'и в на the of', 'stop-only'],
    ['stop words in quotes', '"или не"', 'stop-only'],
    ['emoji', '😀 👩‍💻 🇷🇺', 'nothing'],
    ['signs', '?!.,:;…—&^~*', 'nothing'],
    ['NUL and control characters', '\0\u0001\u001b\u007f', 'nothing'],
    ['half a character', '\uD83D', 'nothing'],
    ['one half-written phrase', '"', 'nothing'],
    ['a field alone', 'title:', 'stop-only'],
  ])('%s', (_, query, code) => {
    expect(readSearch({ query }).refused).toEqual({ code });
    for (const language of ['ru', 'en'] as const)
      expect(refusalSentence(code, language)).toMatch(/^\S.+\.$/s);
  });

  test.each(['AND', 'OR', 'NOT', 'and', 'or', 'not', 'И', 'ИЛИ', 'НЕ', 'или', '-', '!', '|', '−'])(
    'the operator %s alone',
    (query) => {
      for (const typed of [query, ` ${query} ${query} `, `(${query})`]) {
        const { ast, refused } = readSearch({ query: typed });
        expect(ast).toBeNull();
        expect(['nothing', 'stop-only']).toContain(refused?.code);
      }
    },
  );
});

describe('understood', () => {
  test.each([
    ['brackets around a word', '((((java', 'java'],
    ['an operator too many', 'AND java OR NOT', 'java'],
    ['emoji between words', '😀 java 👍разработчик', 'java И разработчик'],
    ['emoji inside words', 'java👍разработчик', '«java👍разработчик»'],
    ['Chinese', '软件工程师 java', '软件工程师 И java'],
    ['Arabic and Greek', 'مطور μηχανικός', 'مطور И μηχανικός'],
    ['SQL', `'; drop table vacancy; --`, 'drop И table И vacancy'],
    [
      'tsquery, whose «!» is ours for «word for word»',
      `java & !python <-> 'c':A`,
      `java И «python» слово в слово И c':A`,
    ],
    ['a pattern', '%java_%$1\\', '«java_%$1»'],
    ['NUL', 'java\0разработчик', '«java\0разработчик»'],
    ['control characters', 'java\u0007 \u001b[31mgo\u200b', 'java И 31mgo'],
    ['half a character', '\uD83Djava\uDE00 go', 'java И go'],
  ])('%s', (_, query, understood) => {
    const { asWritten } = readSearch({ query });
    expect(asWritten && say(asWritten, 'ru')).toBe(understood);
  });

  test('a Latin letter that looks Cyrillic, and the other way', () => {
    const system = documentOf({ title: 'Системный администратор' });
    expect(fits(readSearch({ query: 'Cистемный' }).ast, system)).toBe(true);
    expect(fits(readSearch({ query: 'системный' }).ast, documentOf({ title: 'Cиcтeмный аналитик' }))).toBe(
      true,
    );
    expect(fits(readSearch({ query: 'Jаvа' }).ast, documentOf({ title: 'Java' }))).toBe(true);
  });

  test.each([
    ['"менеджер по продажам', '«менеджер по продажам»', '"'],
    ['java «data engineer', 'java И «data engineer»', '«'],
    ['java "', 'java', '"'],
    ['"a1 b1" "c1', '«a1 b1» И c1', '"'],
  ])('quotes that are not closed are closed at the end, and that is said: %s', (query, understood, sign) => {
    const { asWritten, warnings, refused } = readSearch({ query });
    expect(refused).toBeNull();
    expect(asWritten && say(asWritten, 'ru')).toBe(understood);
    expect(warnings.map(({ code, at }) => [code, query[at]])).toEqual([['unclosed-quote', sign]]);
    expect(warningSentence('unclosed-quote', 'ru')).toBe(
      'Кавычка не закрыта: фразой считается всё до конца запроса. Закройте кавычку.',
    );
  });

  test('64 words are; of 500 the first 64 are searched by a page', () => {
    expect(readSearch({ query: words(64) }).refused).toBeNull();
    expect(readSearch({ query: words(100) }).ast).toMatchObject({ kind: 'and', children: { length: 64 } });
  });
});

test('Postgres takes whatever comes of bad input, as a query and as a vacancy', async () => {
  const bad = [
    `'; drop table vacancy; --`,
    `a & b | !c <-> d:*ABCD <2> 'e'`,
    `\\'\\ "java\\" $1 %s {{x}} <b>go</b>`,
    'java\0python \u0001\u001f',
    '软件工程师 😀 \uD83D мур\u0301',
    `${'('.repeat(30)}java${'"'.repeat(31)}`,
    '⑴ ½ ﷺ ﬁ ʼ',
  ];
  for (const text of bad) {
    const { tsquery, ast } = readSearch({ query: `${text} OR zzz` });
    const rows = await db.query<{ found: boolean }>('select $1::tsvector @@ $2::tsquery as found', [
      `'zzz':1`,
      tsquery,
    ]);
    expect([text, rows[0]?.found]).toEqual([text, fits(ast, new Map([['zzz', [1]]]))]);
  }
});
