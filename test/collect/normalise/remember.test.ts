import { expect, test } from '@jest/globals';
import { remember } from '../../../src/collect/normalise/remember.js';

function counted() {
  const asked: string[] = [];
  const read = remember((text) => {
    asked.push(text);
    return text === 'none' ? null : text.toUpperCase();
  });
  return { asked, read };
}

test('a short text is read once, whatever the answer; a long one each time', () => {
  const { asked, read } = counted();
  const long = 'a'.repeat(101);
  for (const text of ['x', 'none', long]) expect([read(text), read(text)]).toEqual([read(text), read(text)]);
  expect(asked.filter((text) => text === 'x')).toHaveLength(1);
  expect(asked.filter((text) => text === 'none')).toHaveLength(1);
  expect(asked.filter((text) => text === long)).toHaveLength(4);
});

test('a feed of ever other words takes no more memory than ten thousand of them', () => {
  const { asked, read } = counted();
  for (let n = 0; n <= 10_000; n++) read(`word ${n}`);
  expect(read('word 10000')).toBe('WORD 10000');
  expect(asked).toHaveLength(10_001);
  read('word 0');
  expect(asked).toHaveLength(10_002);
});
