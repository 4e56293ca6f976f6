import { foldCity } from '../../language/city-names.js';
import { cityKey } from '../../language/filters.js';

/** «удалённо», «дистанционная работа», "anywhere": said where a place is expected, it names none. */
export const saysRemote = (text: string): boolean => REMOTE.test(cityKey(text));

/** What else such words say: «Москва / удалённо» → «Москва», "Remote - EU" → "EU". */
export const besideRemote = (text: string): string[] =>
  text
    .split(/\s*\/\s*|\s+(?:или|и|or|-|–|—)\s+|:\s+|[()]/u)
    .filter((piece) => !saysRemote(piece) && piece !== '');

/** «не указан», «вся Россия», «-»: words that name no city. */
export function namesNothing(text: string): boolean {
  const name = foldCity(text);
  return NOTHING.test(name) || WORLD.has(name.replace(/ only$/, ''));
}

/** A part of an address above or below the city («101000», «Ленинский р-н»): the city stands in another part. */
export const isNoCity = (text: string): boolean =>
  /^\d{5,6}$/.test(text) || DISTRICT.test(cityKey(text)) || BELOW.test(cityKey(text));

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
const REMOTE =
  /удаленн|удаленк|дистанционн|remote|из дома(?: |$)|на дому(?: |$)|home[ -]?office|work from home|anywhere|worldwide|^весь мир$|^(?:any|all) locations?$/;
const NOTHING =
  /^(?:не указан|нет данных|не имеет значения|люб(?:ой|ая|ые)|вся россия|по всей россии|не важно|other(?: \(|$)|don.t specify|none$|null$|not stated$|unknown$|$)|time ?zones?$/;
// Parts of the world are no cities.
const WORLD = new Set(
  'europe,eu,emea,asia,apac,africa,oceania,americas,america,north america,northern america,latin america,latam,south america,central america,middle east,cis,снг,европа,азия,ho'.split(
    ',',
  ),
);
const DISTRICT = /(?:^|\s)(?:м?р-н|м?район|улус|округ|го|мо)(?:\s|$)/;
// A street, a house or a station.
const BELOW =
  /^(?:ул|улица|пр-кт|пр-т|пр|просп|проспект|пер|переулок|ш|шоссе|наб|набережная|б-р|бульвар|пл|площадь|проезд|тупик|мкр|микрорайон|м|ст\. ?м|метро|станция метро)[. ]|^(?:д|дом|к|корп|корпус|стр|строение|оф|офис|пом|помещ|кв)[. ]+\d|(?: (?:ул|улица|пр-кт|пр-т|проспект|пер|переулок|шоссе|наб|набережная|бульвар|б-р|проезд|площадь))\.?$|^\d{1,4}[а-я]?(?:[/-]\d+)?$/;
const CITY = /^(?:г\.\s*о\.|г\.|гор\.|г\s|гор\s|город\s|городской округ\s)\s*/i;
const METRO = /\s*(?:[(,]\s*)?(?:ст\.\s*)?(?:м\.|метро\s).*$/i;
const SMALL =
  /^(?:рабочий пос[её]лок|пос[её]лок(?: городского типа)?|пгт|рп|деревня|село|станица|хутор|аул|дер|пос|[дспх](?=\.))[\s.]+/i;
