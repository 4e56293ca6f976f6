import { expect, test } from '@jest/globals';
import { parse } from '../../src/language/parse.js';
import { refusalSentence, warningSentence } from '../../src/language/sentences.js';

test('every warning is two or more whole sentences in both languages, of the right script', () => {
  const broken = [
    `"java ${'и '.repeat(95)}go"`,
    'по OR OR id:(раз*ка ко* "a1 b1"~5) ) title:',
    `${'('.repeat(21)} ${'w '.repeat(70)}`,
    `"${'x'.repeat(2000)}`,
  ];
  const codes = new Set(broken.flatMap((query) => parse(query).warnings.map(({ code }) => code)));
  expect([...codes].sort()).toEqual([
    'common-words',
    'dangling-operator',
    'distance-ignored',
    'empty-field',
    'phrase-cut',
    'prefix-too-short',
    'star-inside',
    'stray-bracket',
    'too-deep',
    'too-long',
    'too-many-words',
    'unclosed-bracket',
    'unclosed-quote',
    'unknown-field',
  ]);
  for (const code of codes) {
    expect(warningSentence(code, 'ru')).toMatch(/^[А-ЯЁ].+[.:] [А-ЯЁ].+\.$/);
    expect(warningSentence(code, 'en')).toMatch(/^[A-Z][\x20-\x7e“”]+\.$/);
  }
});

test.each([
  'nothing',
  'stop-only',
  'unsafe',
  'prefix-too-short',
  'too-long',
  'too-many-words',
  'too-deep',
] as const)('the refusal %s says what to do', (code) => {
  expect(refusalSentence(code, 'ru')).toMatch(
    /(Напишите|Добавьте|Допишите|Сократите|Разделите|Упростите) .+\.$/,
  );
  expect(refusalSentence(code, 'en')).toMatch(/(Write|Add|Shorten|Split|Simplify) .+\.$/);
});
