import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tokens } from '../../src/language/tokens.js';
import { type TitleVocabulary, titleVocabulary } from '../../src/search/spelling.js';
import { queries } from '../language/vocabulary.js';

// As real titles are: some names are on every tenth vacancy, and now and then somebody misspells one.
const COUNTED =
  `9000 разработчик 8000 программист 300 аналитик 250 java 240 python 230 менеджер 200 developer 190 продаж
  180 продажам 170 продавец 160 кассир 150 1с 140 node 140 js 130 водитель 120 категории 110 бухгалтер 100 консультант
  90 главный 80 стажер 70 предприятие 60 повар 50 кондитер 40 кладовщик 30 sql 20 c 20 личным 15 авто 12 сбер
  5 кладовщица 2 програмист 1 озон 1 сварщица 1 дизайнеры`
    .trim()
    .split(/\s+/);
const WORDS = COUNTED.flatMap((word, i) => (i % 2 ? [[word, Number(COUNTED[i - 1])] as const] : []));
const vocabulary: TitleVocabulary = titleVocabulary(WORDS);
const suggested = (query: string): string | null => vocabulary.suggest(query)?.query ?? null;

describe('misspelt words', () => {
  test.each([
    ['бухалтер', 'бухгалтер'],
    ['менеджр по продажам', 'менеджер по продажам'],
    ['програмист 1с', 'программист 1с'],
    ['водитель катигории с', 'водитель категории с'],
    ['Бухалтер', 'Бухгалтер'],
    ['БУХАЛТЕР', 'БУХГАЛТЕР'],
    ['продавец-косультант', 'продавец-консультант'],
    ['develper java', 'developer java'],
    ['павар', 'повар'],
    ['праграмист', 'программист'],
    ['"менеджр по продажам" -стажор', '"менеджер по продажам" -стажер'],
    ['title:(бухалтер OR повар)', 'title:(бухгалтер OR повар)'],
  ])('%s: perhaps %s', (query, meant) => expect(suggested(query)).toBe(meant));

  test('each change says what it changes, where, and into what', () => {
    expect(vocabulary.suggest('Менеджр и бухалтер')).toEqual({
      query: 'Менеджер и бухгалтер',
      changes: [
        { at: 0, len: 7, from: 'Менеджр', to: 'Менеджер', by: 'spelling' },
        { at: 10, len: 8, from: 'бухалтер', to: 'бухгалтер', by: 'spelling' },
      ],
    });
  });

  test('a rare word of titles beside a frequent one is taken for its misspelling, another form of it is not', () => {
    expect(suggested('програмист')).toBe('программист');
    expect(suggested('сварщица')).toBeNull();
    expect(suggested('кладовщица')).toBeNull();
  });
});

describe('the wrong keyboard layout', () => {
  test.each([
    ['ghjuhfvvbcn', 'программист'],
    ['офмф', 'java'],
    ['тщвуюоы', 'node.js'],
    ['vtytl;th gj ghjlf;fv', 'менеджер по продажам'],
    ['ghjuhfvvbcn 1c', 'программист 1c'],
    ['1c:ghtlghbznbt', '1с:предприятие'],
    [',e[ufknth, gjdfh', 'бухгалтер, повар'],
    ['gjdfh-rjylbnth', 'повар-кондитер'],
    ['java bkb ghjuhfvvbcn', 'java или программист'],
    ['ghjuhfvvbcn YT java', 'программист НЕ java'],
    ['djlbntkm c kbxysv fdnj', 'водитель с личным авто'],
    ['ghjuhfvvbcn c', 'программист c'],
    ['title:ghjuhfvvbcn -java', 'title:программист -java'],
    ['!ghjuhfvvbcn', '!программист'],
    ['ghjuhfvbcn', 'программист'],
    ['ghjuhfvvbcn менеджр', 'программист менеджер'],
  ])('%s: perhaps %s', (query, meant) => expect(suggested(query)).toBe(meant));

  test('it is told apart from a misspelling', () => {
    const { changes } = vocabulary.suggest('ghjuhfvbcn бухалтер')!;
    expect(changes.map(({ from, to, by }) => [from, to, by])).toEqual([
      ['ghjuhfvbcn', 'программист', 'layout'],
      ['бухалтер', 'бухгалтер', 'spelling'],
    ]);
  });
});

describe('nothing is suggested', () => {
  test.each([
    ['for right words', 'java разработчик'],
    ['for other forms of known words', 'программистами или поваров'],
    ['for stop words and operators', 'повар и НЕ (кассир OR в)'],
    ['for ё', 'стажёр'],
    ['for look-alike letters', 'пoвaр'],
    ['for what is near to nothing', 'онколог kubernetes'],
    ['for a rare word that is near to a rare one', 'окон'],
    ['for words of fewer than four letters', 'пов sqk'],
    ['for words with digits or signs', 'повар2 jav@ c++ продаж1'],
    ['for words meant letter by letter', '!бухалтер !(павар)'],
    ['for beginnings', 'бухалт* "главный бухалт*"'],
    ['for companies', 'company:павар работодатель:(сберр OR javva)'],
    ['for more than twenty words', 'бухалтер '.repeat(21)],
    ['for nothing', ''],
  ])('%s', (_, query) => expect(vocabulary.suggest(query)).toBeNull());

  test('by a vocabulary without words', () =>
    expect(titleVocabulary([]).suggest('ghjuhfvvbcn бухалтер')).toBeNull());
});

test.each([
  ['10,000 characters', 'я'.repeat(10_000)],
  ['a chain of misspelt words', 'бухалтер,'.repeat(222)],
  ['brackets', '('.repeat(2_000)],
  ['quotes', '"'.repeat(2_000)],
  ['signs of the other layout', `f${',;'.repeat(998)}f`],
  ['fields', 'title:'.repeat(333)],
  ['emoji', '😀'.repeat(1_000)],
  ['NUL', '\0'.repeat(2_000)],
  ['half characters', '\uD83D '.repeat(1_000)],
  ['((((', '(((('],
])('%s are answered with nothing, and quickly', (_, query) => {
  const times = [1, 2, 3].map(() => {
    const begun = performance.now();
    expect(vocabulary.suggest(query)).toBeNull();
    return performance.now() - begun;
  });
  // 2 ms when measured.
  expect(Math.min(...times)).toBeLessThan(200);
});

test('a suggestion is the query with its changes, each of which makes an unknown or rare word a known one', () => {
  const slips = fc
    .tuple(
      fc.constantFrom(...WORDS.map(([word]) => word)),
      fc.nat(),
      fc.constantFrom('', 'а', 'e', ' ', '"', ';'),
    )
    .map(([word, n, put]) => word.slice(0, n % word.length) + put + word.slice((n % word.length) + 1));
  const typed = fc.array(fc.oneof(slips, queries), { maxLength: 5 }).map((parts) => parts.join(' '));
  const known = new Set(WORDS.map(([word]) => `=${word}`));
  fc.assert(
    fc.property(typed, (query) => {
      const suggestion = vocabulary.suggest(query);
      if (suggestion === null) return;
      let rest = query;
      for (const { at, len, from, to, by } of suggestion.changes.toReversed()) {
        expect(query.slice(at, at + len)).toBe(from);
        expect(to).not.toBe(from);
        if (by === 'spelling') for (const { lexemes } of tokens(to)) expect(known).toContain(lexemes.exact);
        rest = rest.slice(0, at) + to + rest.slice(at + len);
      }
      expect(suggestion.query).toBe(rest);
    }),
    { numRuns: 1_000 },
  );
});

test('the vocabulary of 100,000 words is built within a second, and asked within milliseconds', () => {
  const parts = [...'бвгджзклмнпрстфх'].flatMap((letter) => [...'аеио'].map((vowel) => letter + vowel));
  const words = Array.from({ length: 100_000 }, (_, n): [string, number] => {
    const mixed = (n * 2_654_435_761) % 2 ** 24;
    return [[0, 6, 12, 18].map((bits) => parts[(mixed >> bits) & 63]).join(''), (n % 50) + 1];
  });
  const many = titleVocabulary([...WORDS, ...words]);
  const { user, system } = process.cpuUsage();
  titleVocabulary([...WORDS, ...words]);
  const spent = process.cpuUsage({ user, system });
  // 0.2 s when measured; a CPU four times slower still passes.
  expect((spent.user + spent.system) / 1e6).toBeLessThan(1);
  const times = Array.from({ length: 10 }, () => {
    const begun = performance.now();
    many.suggest('менеджр по прадажам ghjuhfvvbcn рабомендик');
    return performance.now() - begun;
  });
  expect(Math.min(...times)).toBeLessThan(20);
});
