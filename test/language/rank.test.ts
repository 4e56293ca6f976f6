import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Node } from '../../src/language/ast.js';
import { key } from '../../src/language/canon.js';
import type { Fields } from '../../src/language/document.js';
import { fits } from '../../src/language/fits.js';
import { RANK, type Ranked, rankQueries, scoreOf, whereDays } from '../../src/language/rank.js';
import { rankLiterals } from '../../src/language/rank-sql.js';
import { readSearch } from '../../src/language/read-search.js';
import { documentOf } from './support.js';
import { queries } from './vocabulary.js';

const DAY = 86_400_000;
const astOf = (query: string) => readSearch({ query }).ast;

describe('the questions of where the words stand', () => {
  test.each([
    ['java', 'A:java', 'AC:java', 'A:java'],
    ['java python', '&(A:java,A:python)', '&(AC:java,AC:python)', '|(A:java,A:python)'],
    ['java OR python', '|(A:java,A:python)', '|(AC:java,AC:python)', '|(A:java,A:python)'],
    ['java -python', '&(!(python),A:java)', '&(!(python),AC:java)', 'A:java'],
    ['java -title:lead', '&(!(A:lead),A:java)', '&(!(A:lead),AC:java)', 'A:java'],
    ['title:java go', '&(A:go,A:java)', '&(A:java,AC:go)', '|(A:go,A:java)'],
    ['company:ромашка java', '&(A:java,B:ромашк)', '&(AC:java,B:ромашк)', 'A:java'],
    ['body:sql java', '&(A:java,CD:sql)', '&(AC:java,CD:sql)', 'A:java'],
    ['"data engineer"', 'A:"data<1>engin"', 'AC:"data<1>engin"', '|(A:data,A:engin)'],
    ['"data data"', 'A:"data<1>data"', 'AC:"data<1>data"', 'A:data'],
    ['разраб*', 'A:=разраб*', 'AC:=разраб*', 'A:=разраб*'],
    ['company:ромашка', 'B:ромашк', 'B:ромашк', 'B:ромашк'],
    ['NOT java', '!(java)', '!(java)', '!(java)'],
  ])('%s', (query, allInTitle, allNamed, someInTitle) => {
    const asked = rankQueries(astOf(query))!;
    expect(Object.values(asked).map(key)).toEqual([allInTitle, allNamed, someInTitle]);
  });

  test('are none where there are no words', () => expect(rankQueries(null)).toBeNull());

  test('leave the query itself as it is, and nothing that can be typed asks for title or skills', () => {
    fc.assert(
      fc.property(queries, (query) => {
        const ast = astOf(query);
        const before = structuredClone(ast);
        rankQueries(ast);
        expect(ast).toEqual(before);
        expect(ast === null ? '' : key(ast)).not.toContain('AC:');
      }),
    );
  });
});

describe('the literals for Postgres', () => {
  test.each([
    ['java -python', { allInTitle: `'java':A`, allNamed: `'java':AC`, ofHead: true }],
    ['company:ромашка java', { allInTitle: `'java':A`, allNamed: `'java':AC`, ofHead: true }],
    ['java OR (go -python)', { allInTitle: `((!('python') & 'go':A) | 'java':A)`, ofHead: false }],
    ['java OR body:sql', { allInTitle: `('sql':CD | 'java':A)`, ofHead: false }],
  ])('of %s ask nothing that holds for whatever fits', (query, literals) => {
    expect(rankLiterals(astOf(query))).toMatchObject(literals);
  });

  test.each([
    ['company:ромашка -стажер', RANK.allInTitle],
    ['NOT java', RANK.allInTitle],
    ['и в на', 0],
  ])('of %s are none: the words weigh the same everywhere', (query, days) => {
    expect(rankLiterals(astOf(query))).toBe(days);
  });
});

describe('the score', () => {
  // The examples of docs/ranking.md.
  test.each<[string, Partial<Fields>, Omit<Ranked, 'where'>, number]>([
    [
      'all the words in the title, my city, a week old',
      { title: 'Аналитик данных' },
      { withPay: false, atPlace: true, ageMs: 7 * DAY },
      59 / 60,
    ],
    [
      'all the words named, one in the title, pay stated, seen today',
      { title: 'Ведущий аналитик', skills: 'SQL, анализ данных' },
      { withPay: true, atPlace: false, ageMs: 0 },
      39 / 60,
    ],
    [
      'in passing, pay stated, my city, two months old',
      { title: 'Менеджер', body: 'Аналитик соберёт данные.' },
      { withPay: true, atPlace: true, ageMs: 60 * DAY },
      -45 / 60,
    ],
  ])('of a vacancy with %s', (_, fields, beside, expected) => {
    const asked = rankQueries(astOf('аналитик данных'))!;
    const says = (question: Node) => fits(question, documentOf(fields));
    const where = whereDays({
      allInTitle: says(asked.allInTitle),
      allNamed: says(asked.allNamed),
      someInTitle: says(asked.someInTitle),
    });
    expect(scoreOf({ where, ...beside })).toBe(expected);
  });

  test('weighs a word in the title more than everything that is said beside the words', () => {
    const yes = { allInTitle: true, allNamed: true, someInTitle: true };
    expect(whereDays(yes)).toBeGreaterThan(
      whereDays({ ...yes, allInTitle: false }) + RANK.pay + RANK.place + 7,
    );
  });

  test('of two vacancies keeps their order for ever', () => {
    const vacancy = fc.record({
      where: fc.constantFrom(0, 15, 30, 60),
      withPay: fc.boolean(),
      atPlace: fc.boolean(),
      // Often days apart to the millisecond, as what one run has seen is.
      ageMs: fc.oneof(
        fc.nat(100).map((days) => days * DAY),
        fc.nat(100 * DAY),
      ),
    });
    const later = fc.nat(400 * DAY);
    fc.assert(
      fc.property(vacancy, vacancy, later, (a, b, ms) => {
        const order = (shift: number) =>
          Math.sign(scoreOf({ ...a, ageMs: a.ageMs + shift }) - scoreOf({ ...b, ageMs: b.ageMs + shift }));
        expect(order(ms)).toBe(order(0));
      }),
      { numRuns: 2_000 },
    );
  });
});
