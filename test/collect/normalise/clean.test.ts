import { expect, test } from '@jest/globals';
import { diceFor } from '../../../src/collect/demo/dice.js';
import { cleanText } from '../../../src/collect/normalise/clean.js';
import { isClean, KINDS, PLAIN } from '../../../src/collect/normalise/units.js';

const PIECES = [
  'а',
  'Б.',
  'c',
  '7',
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\t',
  '\u00a0',
  '\r\n',
  '\r',
  '\u200b',
  '\u2028',
  'и\u0306',
  '😀',
  '\ud800',
  '\u0085',
  '\u00ad',
  '\u2003',
  '\u202e',
  '•',
];

/** What cleanText promises, each step by itself. */
const stepByStep = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(/[\p{Cs}\u00ad\u200b\u202e]/gu, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

test('a text is cleaned as step by step, and what is called clean stays as it is', () => {
  const dice = diceFor('clean');
  let clean = 0;
  for (let i = 0; i < 30_000; i++) {
    const text = Array.from({ length: dice.whole(0, 10) }, () => dice.pick(PIECES)).join('');
    expect([text, cleanText(text)]).toEqual([text, stepByStep(text)]);
    if (!isClean(text)) continue;
    clean++;
    expect(stepByStep(text)).toBe(text);
  }
  expect(clean).toBeGreaterThan(500);
});

test('no plain unit changes under NFC, alone or after another, is a space, or is unseen', () => {
  for (let unit = 0; unit < KINDS.length; unit++) {
    if (KINDS[unit] !== PLAIN) continue;
    const sign = String.fromCharCode(unit);
    for (const text of [sign, `е${sign}`, `o${sign}`, `${sign}${sign}`])
      expect(text.normalize('NFC')).toBe(text);
    expect(sign).toMatch(/^[^\s\p{C}\p{M}]$/u);
  }
});
