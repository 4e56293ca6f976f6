import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Node } from '../../src/language/ast.js';
import { analyse, type Fields } from '../../src/language/document.js';
import { fits } from '../../src/language/fits.js';
import { why } from '../../src/language/highlight.js';
import { readSearch } from '../../src/language/read-search.js';
import { queries, vacancies } from './vocabulary.js';

/** The marked words by field. */
function marked(query: string, fields: Partial<Fields>): Record<string, string[]> {
  const whole = { title: '', company: '', skills: '', body: '', ...fields };
  const found = why(readSearch({ query }).ast, whole);
  return Object.fromEntries(
    found.map(({ field, ranges }) => [field, ranges.map(([start, end]) => whole[field].slice(start, end))]),
  );
}

describe('what is marked', () => {
  test.each<[string, Partial<Fields>, Record<string, string[]>]>([
    ['разработчик java', { title: 'Разработчики Java' }, { title: ['Разработчики', 'Java'] }],
    ['!разработчик', { title: 'Разработчики, разработчик' }, { title: ['разработчик'] }],
    ['разраб*', { title: 'Разработка и разработчик' }, { title: ['Разработка', 'разработчик'] }],
    ['net', { title: 'ASP.NET' }, { title: ['.NET'] }],
    ['html', { skills: 'CSS, HTML5' }, { skills: ['HTML5'] }],
    ['node', { title: 'NodeJS' }, { title: ['NodeJS'] }],
    ['backend', { title: 'Back-end, backend' }, { title: ['Back-end', 'backend'] }],
    ['"java backend"', { title: 'Java back-end' }, { title: ['Java', 'back-end'] }],
    ['"back-end developer"', { title: 'Back-end developer' }, { title: ['Back-end', 'developer'] }],
    ['full stack', { title: 'Fullstack' }, { title: ['Fullstack'] }],
    ['!frontend', { title: 'Front-end' }, { title: ['Front-end'] }],
    ['frontend*', { title: 'Front-end' }, { title: ['Front-end'] }],
    ['java -python', { title: 'Java, Python' }, { title: ['Java'] }],
    ['title:java', { title: 'Java', body: 'Java' }, { title: ['Java'] }],
    ['body:java', { title: 'Java', skills: 'Java', body: 'Java' }, { skills: ['Java'], body: ['Java'] }],
    ['стажер', { body: 'Нужен стаж\u00ADё\u0301р!' }, { body: ['стаж\u00ADё\u0301р'] }],
    ['категории с', { body: 'Категории В, С' }, { body: ['Категории', 'С'] }],
    ['повар', { title: 'Пекарь' }, {}],
  ])('%s in %j', (query, fields, expected) => expect(marked(query, fields)).toEqual(expected));

  test('of a phrase only the places where it stands whole', () => {
    const body = 'Менеджер. Продажи: менеджер по продажам. Продаж по';
    expect(marked('"менеджер по продажам"', { body })).toEqual({ body: ['менеджер', 'продажам'] });
  });

  test('without words nothing is marked', () => {
    expect(why(null, { title: 'Java', company: '', skills: '', body: '' })).toEqual([]);
  });
});

test('whatever fits has a mark unless it fits by what is absent, and marks lie within their field', () => {
  fc.assert(
    fc.property(queries, vacancies, (query, vacancy) => {
      const { ast } = readSearch({ query });
      if (ast === null) return;
      const marks = why(ast, vacancy);
      for (const { field, ranges } of marks) {
        let before = 0;
        for (const [start, end] of ranges) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(vacancy[field].length);
          before = end;
        }
      }
      if (hasNot(ast)) return;
      if (fits(ast, analyse(vacancy))) expect(marks).not.toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

const hasNot = (node: Node): boolean =>
  node.kind === 'not' || ('children' in node && node.children.some(hasNot));
