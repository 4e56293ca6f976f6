import { foldHomoglyphs } from './homoglyphs.js';

const MAX_LETTERS = 40;

/**
 * One written word as the index holds it; '' when nothing is left. Also used for «c++», «.net» and «r&d», whose signs
 * stay. After it only letters, digits, marks and + # . & are left, so no key or literal made of words is ambiguous
 * (NFKC alone makes "(1)" of ⑴ and "1⁄2" of ½).
 */
export function normalise(written: string): string {
  const lower = written.normalize('NFKC').toLowerCase();
  if (PLAIN.test(lower)) return lower.replaceAll('ё', 'е').slice(0, MAX_LETTERS);
  if (SIGNED.test(lower)) return lower.replace('с', 'c');
  const letters = lower
    .replace(NOT_OF_A_WORD, '')
    .replace(STRESS, '')
    .replace(/[ёѐ]/g, 'е')
    .replaceAll('ѝ', 'и');
  return [...foldHomoglyphs(plainLatin(letters))].slice(0, MAX_LETTERS).join('');
}

// Nine words of ten; the rest of the way costs three times as much.
const PLAIN = /^(?:[а-яё]+|[a-z]+)$/;
const SIGNED = /^(?:[cс]\+\+|[cсfj]#|\.net)$/;
// The modifier letter ʼ is an apostrophe by use and a letter by category.
const NOT_OF_A_WORD = /[^\p{L}\p{N}\p{M}&]|ʼ/gu;
const STRESS = /[\u0300\u0301]/g;

/** L'Oréal is typed without the accent; й must stay whole, hence the way back to NFC. */
function plainLatin(word: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
  if (/^[\x00-\x7f]*$/.test(word) || !/\p{Script=Latin}/u.test(word)) return word;
  return word
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC');
}
