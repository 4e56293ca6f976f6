import { remembered } from '../../kit/remembered.js';
import { isClean, needsCare } from './units.js';

// What no reader sees and every comparison trips over: controls, bidi marks and overrides, zero-width characters, soft
// hyphens, lone surrogates. Postgres keeps no NUL; an override turns a whole line of a letter round.
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
  /[\p{Cs}\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/gu;

/** A text of several lines: NFC, nothing unseen, plain spaces, at most one empty line in a row, no spaces at line ends. */
export function cleanText(text: string): string {
  if (isClean(text)) return text;
  return (needsCare(text) ? withCare(text) : text)
    .replace(/ [^\S\n]+|[^\S\n ][^\S\n]*/g, ' ')
    .replace(/ \n ?|\n /g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const withCare = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(UNSEEN, '');

/** A text of one line, or null where nothing is left. */
export function cleanLine(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const clean = cleanText(text);
  const line = clean.includes('\n') ? clean.replace(/\s+/g, ' ') : clean;
  return line === '' ? null : line;
}

/** At most `length` UTF-16 units, cut between characters: Postgres takes no half of one. */
export const clip = (text: string, length: number): string =>
  text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');

/** The same, with «…» where something was cut. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${clip(text, length - 1)}…`;

/** Lower case, ё as е, one kind of dash and space: how dictionaries look words up. */
export const foldWords = remembered((text: string): string =>
  (cleanLine(text) ?? '')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[‐-―−]/g, '-'),
);

/** An http(s) link without a password, as browsers write it; else null. */
export function cleanUrl(written: string | null | undefined): string | null {
  const line = cleanLine(written);
  if (line === null || line.length > MAX_URL || !/^https?:\/\//i.test(line)) return null;
  try {
    const url = new URL(line);
    return url.username === '' && url.password === '' && url.href.length <= MAX_URL ? url.href : null;
  } catch {
    return null;
  }
}

const MAX_URL = 2_000;
