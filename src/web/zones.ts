import { DateTime } from 'luxon';
import { type Translate, translator } from '../kit/i18n.js';
import type { Reader } from '../kit/render.js';

/** From west to east; each has its city's name under subscribe.zones. */
export const RUSSIAN_ZONES = [
  'Europe/Kaliningrad',
  'Europe/Moscow',
  'Europe/Kirov',
  'Europe/Volgograd',
  'Europe/Astrakhan',
  'Europe/Samara',
  'Europe/Saratov',
  'Europe/Ulyanovsk',
  'Asia/Yekaterinburg',
  'Asia/Omsk',
  'Asia/Barnaul',
  'Asia/Krasnoyarsk',
  'Asia/Novokuznetsk',
  'Asia/Novosibirsk',
  'Asia/Tomsk',
  'Asia/Irkutsk',
  'Asia/Chita',
  'Asia/Yakutsk',
  'Asia/Vladivostok',
  'Asia/Magadan',
  'Asia/Sakhalin',
  'Asia/Anadyr',
  'Asia/Kamchatka',
];

export interface ZoneChoice {
  zone: string;
  name: string;
  chosen: boolean;
}

const others = Intl.supportedValuesOf('timeZone').filter((zone) => !RUSSIAN_ZONES.includes(zone));

/**
 * The options of a zone field: Russian ones by city, then all of IANA. `chosen` null: nothing is marked and `fallback`
 * stands first, so that a browser's own guess may still take its place.
 */
export function zoneChoices(
  { chosen, fallback }: { chosen: string | null; fallback: string },
  { language, now }: Reader,
): { russian: ZoneChoice[]; others: ZoneChoice[] } {
  const t = translator(language);
  const first = chosen ?? fallback;
  const option = (zone: string): ZoneChoice => ({
    zone,
    name: zoneName(zone, t, now),
    chosen: zone === chosen,
  });
  const known = RUSSIAN_ZONES.includes(first) || others.includes(first);
  const russian =
    chosen === null ? [first, ...RUSSIAN_ZONES.filter((zone) => zone !== first)] : RUSSIAN_ZONES;
  return {
    russian: (known || chosen === null ? russian : [first, ...russian]).map(option),
    others: others.filter((zone) => chosen !== null || zone !== first).map(option),
  };
}

/** «Москва, UTC+3»; a zone outside Russia by its IANA name, which its people know. */
export function zoneName(zone: string, t: Translate, now: Date): string {
  if (!RUSSIAN_ZONES.includes(zone)) return zone.replaceAll('_', ' ');
  return `${t(`subscribe.zones.${zone}`)}, UTC${DateTime.fromJSDate(now, { zone }).toFormat('Z')}`;
}
