import { foldCity } from '../../language/city-names.js';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** The names of all countries but Russia, in Russian and English, folded; and what people say beside them. */
const NAMES = new Set([
  ...['ru', 'en'].flatMap((language) => {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
    return codes.flatMap((code) => (code === 'RU' ? [] : foldCity(names.of(code) ?? '')));
  }),
  ...`белоруссия, республика беларусь, республика казахстан, киргизия, республика узбекистан, оаэ, великобритания, сша, англия,
  корея, молдавия, чехия, uk, england, scotland, usa, us, u s, united states of america, uae, turkey, czechia, czech republic,
  holland, korea, deutschland, osterreich, schweiz, sverige, polska, espana, brasil`
    .split(',')
    .map((name) => name.trim()),
]);
NAMES.delete('');

const RUSSIA = new Set(['россия', 'рф', 'российская федерация', 'russia', 'russian federation', 'ru']);

/** True for Russia, false for another country or a code of one («DE»), null for what is no country. */
export function isRussia(text: string): boolean | null {
  const name = foldCity(text).replace(/ only$/, '');
  if (RUSSIA.has(name)) return true;
  return NAMES.has(name) || /^[A-Z]{2}$/.test(text) ? false : null;
}
