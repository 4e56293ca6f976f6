import { expect, test } from '@jest/globals';
import { describe } from '../../src/language/describe.js';
import { analyse } from '../../src/language/document.js';
import { why } from '../../src/language/highlight.js';
import { readSearch } from '../../src/language/read-search.js';
import { snippet } from '../../src/language/snippet.js';
import { typedWords } from '../../src/language/typed-words.js';

// Each may be slow where something looks back or ahead: open things, signs that pile up, words that never end.
const PIECES = [
  ...[
    '(',
    '"',
    '!',
    '*',
    '~1',
    'a,',
    'a-',
    "a'",
    'a:',
    '\0',
    '\uD83D',
    '(a OR ',
    'a) (',
    'title:',
    'и ',
    'я',
  ],
  ...['a\u00AD', 'a\u0301', 'категории С ', 'категории и '],
];
const long = (piece: string, length: number): string =>
  `${piece.repeat(Math.ceil(length / piece.length)).slice(0, length - 1)}x`;

function read(query: string): void {
  const { asWritten } = readSearch({ query, filters: { excludeWords: query } });
  if (asWritten !== null) describe(asWritten, 'ru');
  typedWords(query.slice(0, 2_000));
}

const { ast } = readSearch({ query: 'a я категории "a a" x' });
function index(body: string): void {
  const fields = { title: '', company: '', skills: '', body };
  analyse(fields);
  snippet(body, why(ast, fields)[0]?.ranges ?? [], 160);
}

/** Microseconds of CPU for one call, the best of several rounds. */
function cpu(work: () => void, calls: number): number {
  const rounds = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i++) work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / calls;
  });
  return Math.min(...rounds);
}

// Eight times the length: 8 when linear, 64 when quadratic. 50 µs stand for what every call costs.
const growth = (short: number, eightTimes: number): number => eightTimes / (short + 50);

test.each(PIECES)('a query of %j takes time by its length', (piece) => {
  const [short, full] = [250, 2_000].map((length) => long(piece, length));
  expect(
    growth(
      cpu(() => read(short!), 4),
      cpu(() => read(full!), 1),
    ),
  ).toBeLessThan(24);
});

test.each(PIECES)('a vacancy of %j takes time by its length', (piece) => {
  const [short, full] = [1_000, 8_000].map((length) => long(piece, length));
  expect(
    growth(
      cpu(() => index(short!), 4),
      cpu(() => index(full!), 1),
    ),
  ).toBeLessThan(24);
});

test('what stands beyond the 2,000th character of a query takes next to no time', () => {
  const [full, beyond] = [2_000, 200_000].map((length) => long('(a OR "b" ', length));
  expect(cpu(() => read(beyond!), 2) / cpu(() => read(full!), 2)).toBeLessThan(5);
});
