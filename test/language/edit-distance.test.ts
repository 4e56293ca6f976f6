import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editDistance } from '../../src/language/edit-distance.js';

test.each([
  ['повар', 'повар', 0],
  ['програмист', 'программист', 1],
  ['бухгатлер', 'бухгалтер', 1],
  ['катигории', 'категории', 1],
  ['прграмист', 'программист', 2],
  ['инжинер', 'инжениер', 2],
  ['повар', 'токарь', 3],
  ['повар', 'системный', 3],
  ['', 'як', 2],
])('from %s to %s it takes %d, and more than 2 is not counted', (a, b, edits) => {
  expect(editDistance(a, b, 2)).toBe(edits);
  expect(editDistance(b, a, 2)).toBe(edits);
});

test('one slip is never counted as more than one', () => {
  const word = fc.string({ unit: fc.constantFrom('а', 'б', 'в'), minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom('out', 'in', 'swap'), (right, n, slip) => {
      const at = n % (right.length - 1);
      const [before, after] = [right.slice(0, at), right.slice(at + 1)];
      const swapped = before + right[at + 1] + right[at] + right.slice(at + 2);
      const typed = { out: before + after, in: `${before}г${right[at]}${after}`, swap: swapped }[slip];
      expect(editDistance(typed, right, 1)).toBe(typed === right ? 0 : 1);
    }),
  );
});
