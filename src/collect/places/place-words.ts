import { foldCity } from '../../language/city-names.js';
import { cityKey } from '../../language/filters.js';

/** «удалённо», «дистанционная работа»: said where a place is expected, it names none. */
export const saysRemote = (text: string): boolean => REMOTE.test(cityKey(text));

/** «не указан», «вся Россия», «-»: words that name no city. */
export const namesNothing = (text: string): boolean => NOTHING.test(foldCity(text));

/** True for Russia, false for another country, null for what is no country. */
export function isRussia(text: string): boolean | null {
  const name = foldCity(text);
  if (RUSSIA.has(name)) return true;
  return ABROAD.has(name) ? false : null;
}

/** A part of an address above or below the city («101000», «Ленинский р-н»): the city stands in another part. */
export const isNoCity = (text: string): boolean => /^\d{5,6}$/.test(text) || DISTRICT.test(cityKey(text));

/** The name alone: «г. Москва», «Москва м. Тверская» → «Москва»; `small` where the words say that it is no city. */
export function bareName(text: string): { name: string; small: boolean } {
  const name = text
    .replace(METRO, '')
    .replace(CITY, '')
    .replace(/\sг\.?$/i, '')
    .trim();
  const bare = name.replace(SMALL, '').trim();
  return bare === '' ? { name, small: false } : { name: bare, small: bare !== name };
}

// \b knows no Cyrillic: every pattern here ends at a space, a full stop or the end.
const REMOTE = /удаленн|удаленк|дистанционн|remote|из дома(?: |$)|на дому(?: |$)/;
const NOTHING = /^(?:не указан|нет данных|не имеет значения|люб(?:ой|ая|ые)|вся россия|none$|null$|$)/;
const RUSSIA = new Set(['россия', 'рф', 'российская федерация', 'russia']);
const ABROAD = new Set(
  `беларусь, белоруссия, республика беларусь, казахстан, республика казахстан, узбекистан, кыргызстан, киргизия,
  армения, грузия, азербайджан, таджикистан, туркменистан, молдова, украина, сербия, кипр, турция, оаэ, китай, израиль`
    .split(',')
    .map((name) => name.trim()),
);
const DISTRICT = /(?:^|\s)(?:м?р-н|м?район|улус|округ|го|мо)(?:\s|$)/;
const CITY = /^(?:г\.\s*о\.|г\.|гор\.|г\s|гор\s|город\s|городской округ\s)\s*/i;
const METRO = /\s*[(,]?\s*(?:ст\.\s*)?(?:м\.|метро\s).*$/i;
const SMALL =
  /^(?:рабочий пос[её]лок|пос[её]лок(?: городского типа)?|пгт|рп|деревня|село|станица|хутор|аул|дер|пос|[дспх](?=\.))[\s.]+/i;
