/**
 * What a word would read had the keyboard been in its other layout: «ghjuhfvvbcn» is «программист», «офмф» is java.
 * The likeliest reading first, none where the word mixes alphabets or a letter of it has no key in the other layout.
 *
 * Seven Russian letters share their keys with punctuation: in «vtytl;th» (менеджер) the semicolon is a letter, in
 * «ghjuhfvvbcn,» the comma is none, in «1c:ghtlghbznbt» the colon is none. So there are up to five readings: such signs
 * as letters wherever they stand, or not at the end, not at the beginning, at neither, nowhere.
 */
export function otherLayouts(word: string): string[] {
  const latin = /\p{Script=Latin}/u.test(word);
  const cyrillic = /\p{Script=Cyrillic}/u.test(word);
  if (latin === cyrillic) return [];
  const keys = latin ? TO_RUSSIAN : TO_ENGLISH;
  const convert = (text: string): string => text.replace(/./gsu, (sign) => keys.get(sign) ?? sign);
  if (/\p{L}/u.test(word.replace(/./gsu, (sign) => (keys.has(sign) ? '' : sign)))) return [];
  return [...new Set(EXTENTS.map((extent) => word.replace(extent, convert)))];
}

const ENGLISH = `qwertyuiop[]asdfghjkl;'zxcvbnm,.\`QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~`;
const RUSSIAN = 'йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ';
const TO_RUSSIAN = new Map([...ENGLISH].map((sign, i) => [sign, RUSSIAN[i]!]));
// Of the signs only the full stop stands inside English words (node.js).
const TO_ENGLISH = new Map(
  [...RUSSIAN].map((sign, i) => [sign, ENGLISH[i]!] as const).filter(([, sign]) => /[a-z.]/i.test(sign)),
);
const EXTENTS = [
  /.+/su,
  /.*[\p{L}\p{N}]/su,
  /[\p{L}\p{N}].*/su,
  /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su,
  /\p{L}+/gu,
];
