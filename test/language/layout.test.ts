import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { otherLayouts } from '../../src/language/layout.js';

describe('the other keyboard layout', () => {
  test.each([
    ['ghjuhfvvbcn', ['программист']],
    ['офмф', ['java']],
    ['GHJUHFVVBCN', ['ПРОГРАММИСТ']],
    ['gjdfh-rjylbnth', ['повар-кондитер']],
    ['1c', ['1с']],
    ['с++', ['c++']],
    ['тщвуюоы', ['node.js']],
    ['vtytl;th', ['менеджер', 'менед;ер']],
    [',e[ufknth', ['бухгалтер', ',ухгалтер', ',у[галтер']],
    ['ghjuhfvvbcn,', ['программистб', 'программист,']],
    ['1c:ghtlghbznbt', ['1сЖпредприятие', '1с:предприятие']],
    [':ehyfkbcn', ['Журналист', ':урналист']],
  ])('%s may be %j', (typed, readings) => expect(otherLayouts(typed)).toEqual(readings));

  test.each(['', '12', '"', '😀', 'cлесарь', 'naïve', 'їжак', 'хлеб', '\0'])(
    '%j has no other reading: two alphabets, or a letter without a key there',
    (typed) => expect(otherLayouts(typed)).toEqual([]),
  );
});

test('a word of Russian letters comes back whole from the English layout', () => {
  const word = fc.string({ unit: fc.constantFrom(...'абвгдеёжзийклмнопрстуфхцчшщъыьэюя'), minLength: 1 });
  fc.assert(
    fc.property(word, (russian) => {
      const typed = [...russian].map((letter) => keyOf(letter)).join('');
      if (/[a-z]/.test(typed)) expect(otherLayouts(typed)[0]).toBe(russian);
    }),
  );
});

// The rows of both keyboards, as they lie under one hand.
const keyOf = (letter: string): string =>
  "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"['йцукенгшщзхъфывапролджэячсмитьбюё'.indexOf(letter)]!;
