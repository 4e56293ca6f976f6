import { expect, test } from '@jest/globals';
import { remembered } from '../../src/kit/remembered.js';

test('a text is read once, until too many are remembered', () => {
  const asked: string[] = [];
  const read = remembered((text) => {
    asked.push(text);
    return text.length > 1 ? null : text;
  }, 2);
  expect(['a', 'bb', 'a', 'bb'].map(read)).toEqual(['a', null, 'a', null]);
  expect(asked).toEqual(['a', 'bb']);
  expect(['c', 'a'].map(read)).toEqual(['c', 'a']);
  expect(asked).toEqual(['a', 'bb', 'c', 'a']);
});

test('a long text is not kept', () => {
  let asked = 0;
  const read = remembered(() => ++asked);
  const long = 'я'.repeat(101);
  expect([read(long), read(long)]).toEqual([1, 2]);
});
