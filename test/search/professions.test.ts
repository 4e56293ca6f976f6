import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Node } from '../../src/language/ast.js';
import { readSearch } from '../../src/language/read-search.js';
import { professions, synonymsOf } from '../../src/search/professions.js';
import { queries } from '../language/vocabulary.js';

describe('the dictionary', () => {
  test('has 350 professions and more, each of two names at least', () => {
    expect(professions().length).toBeGreaterThanOrEqual(350);
    expect(professions().filter((names) => names.length < 2)).toEqual([]);
  });

  test('names each profession once, but for names that two professions share', () => {
    const bearers = new Map<string, number>();
    const nameOf = (text: string): string =>
      [...new Set(stemsOf(readSearch({ query: text }).ast))].sort().join(' ');
    for (const name of professions().flat()) bearers.set(nameOf(name), (bearers.get(nameOf(name)) ?? 0) + 1);
    const shared = [...bearers].filter(([, count]) => count > 1).map(([name]) => name);
    // Of teachers at school and elsewhere; of столяр and плотник; of конструктор and проектировщик.
    expect(shared.sort()).toEqual(['carpent', 'design engin', 'teacher', 'педагог']);
  });

  test('every name is a query of words alone, written tidily', () => {
    for (const name of professions().flat()) {
      const { ast, warnings, refused } = readSearch({ query: name });
      expect([name, warnings, refused, isWords(ast)]).toEqual([name, [], null, true]);
      expect(name).toMatch(/^[\p{L}\d&/]+(?:[- ][\p{L}\d&/]+)*$/u);
    }
  });

  test('the first name of each profession leads to another', () => {
    const lonely = professions().filter(([first]) => synonymsOf(first!).length === 0);
    expect(lonely).toEqual([]);
  });
});

const stemsOf = (node: Node | null): string[] => {
  if (node === null || node.kind === 'not') return [];
  if ('children' in node) return node.children.flatMap(stemsOf);
  return node.kind === 'term' ? [node.lexeme] : node.words.map(({ lexeme }) => lexeme);
};

const isWords = (node: Node | null): boolean => {
  if (node === null || node.kind === 'not' || node.kind === 'or') return false;
  if (node.kind === 'and') return node.children.every(isWords);
  const words = node.kind === 'term' ? [node] : node.words;
  return node.field === null && words.every(({ lexeme, prefix }) => !prefix && !lexeme.startsWith('='));
};

describe('the same query by another name', () => {
  test.each([
    ['программиста', ['разработчик', 'developer', 'software engineer', 'programmer']],
    ['Java программист', ['Java разработчик', 'Java developer', 'Java software engineer', 'Java programmer']],
    ['1С-программист', ['программист 1С', 'разработчик 1С', 'developer 1С']],
    ['java-программист', ['java разработчик', 'java developer', 'java software engineer', 'java programmer']],
    ['администратор системный', ['сисадмин', 'system administrator', 'sysadmin', 'системный админ']],
    ['менеджер продаж, Казань', expect.arrayContaining(['sales manager, Казань'])],
    ['"менеджер по персоналу" OR java', expect.arrayContaining(['"HR manager" OR java', '"эйчар" OR java'])],
    [
      'title:программист -junior',
      expect.arrayContaining(['title:разработчик -junior', 'title:(software engineer) -junior']),
    ],
    ['кадровик', expect.arrayContaining(['специалист по кадрам'])],
    ['back-end разработчик', expect.arrayContaining(['бэкенд-разработчик', 'backend developer'])],
    ['Java front-end', ['Java фронтенд', 'Java фронт-энд']],
    ['сммщик', expect.arrayContaining(['SMM-менеджер', 'SMM manager', 'специалист по соцсетям'])],
    ['бухгалтер', ['accountant', 'bookkeeper']],
    ['teacher', ['учитель', 'педагог', 'преподаватель', 'lecturer']],
  ])('%s', (query, others) => expect(synonymsOf(query)).toEqual(others));

  test('the longest name counts: a chief accountant is no accountant', () => {
    expect(synonymsOf('главный бухгалтер')).toEqual(['главбух', 'chief accountant']);
  });

  test('names that only narrow what was typed, or another name, are left out', () => {
    const others = synonymsOf('кардиолог');
    expect(others).toEqual(['cardiologist']);
    expect(synonymsOf('developer')).not.toContain('software developer');
  });

  test.each([
    ['without a profession', 'java москва'],
    ['of a part of a name', 'менеджер'],
    ['of words that do not stand together', 'менеджер OR продажам'],
    ['of what must not occur', 'java -программист NOT (повар)'],
    ['of what is meant letter by letter', '!программист'],
    ['of companies and beginnings', 'company:программист программист*'],
    ['of more than twenty words', 'программист '.repeat(21)],
    ['of 10,000 characters', 'программист '.repeat(833)],
    ['of nothing', ''],
  ])('there is none %s', (_, query) => expect(synonymsOf(query)).toEqual([]));
});

test('every other name of any query is another search, and can be an alert where the query can', () => {
  const names = fc.constantFrom(...professions().flat());
  const typed = fc.array(fc.oneof(names, queries), { maxLength: 3 }).map((parts) => parts.join(' '));
  fc.assert(
    fc.property(typed, (query) => {
      const { textKey, refused } = readSearch({ query });
      for (const other of synonymsOf(query)) {
        const read = readSearch({ query: other });
        expect(read.textKey).not.toBe(textKey);
        if (refused === null) expect([other, read.refused]).toEqual([other, null]);
      }
    }),
    { numRuns: 150 },
  );
});
