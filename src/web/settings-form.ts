import { LANGUAGES, type Language, translator } from '../kit/i18n.js';
import type { Reader } from '../kit/render.js';
import { isZone } from '../kit/zones.js';
import { EVERY_DAY, type Settings } from '../subscribe/settings.js';
import { field, fields } from './private-page.js';
import { zoneChoices, zoneName } from './zones.js';

const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);

/** What partials/settings-fields.hbs shows: hour, days, zone and language; a zone of null is for the browser to guess. */
export function settingsFields(
  { sendAt, days, zone, language }: Omit<Settings, 'zone'> & { zone: string | null },
  { reader, fallback }: { reader: Reader; fallback: string },
) {
  const hours = HOURS.includes(sendAt) || !/^\d\d:\d\d$/.test(sendAt) ? HOURS : [...HOURS, sendAt].sort();
  return {
    hours: hours.map((value) => ({ value, chosen: value === sendAt })),
    days: EVERY_DAY.map((value) => ({ value, chosen: days.includes(value) })),
    zones: zoneChoices({ chosen: zone !== null && isZone(zone) ? zone : null, fallback }, reader),
    languages: LANGUAGES.map((code) => ({ code, chosen: code === language })),
  };
}

/** What a posted form says of them, to be checked by `settingsProblems`. */
export function readSettings(given: unknown): Settings {
  return {
    sendAt: field(given, 'at'),
    days: fields(given, 'day').map(Number),
    zone: field(given, 'zone'),
    language: field(given, 'language') as Language,
  };
}

/** «каждый день в 09:00, Москва, UTC+3» */
export function whenTold({ sendAt, days, zone }: Settings, { language, now }: Reader): string {
  const t = translator(language);
  const names = days.map((day) => t(`subscribe.days.${day}`)).join(', ');
  const which = days.length === 7 ? t('subscribe.everyDay') : names;
  return t('subscribe.when', { days: which, at: sendAt, zone: zoneName(zone, t, now) });
}
