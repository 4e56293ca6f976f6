import { DateTime } from 'luxon';
import { type Language, translator } from './i18n.js';

/** A day as people say it, in the person's `zone`: «сегодня», «вчера», «14 мая», «14 мая 2024» for another year. */
export function formatAge(at: Date, now: Date, reader: { language: Language; zone: string }): string {
  const t = translator(reader.language);
  const day = DateTime.fromJSDate(at, { zone: reader.zone }).startOf('day');
  const today = DateTime.fromJSDate(now, { zone: reader.zone }).startOf('day');
  const ago = Math.round(today.diff(day, 'days').days);
  if (ago === 0) return t('common.age.today');
  if (ago === 1) return t('common.age.yesterday');
  return formatDay(at, reader, day.year !== today.year);
}

/** «14 мая», or «14 мая 2024 г.» with the year. */
export function formatDay(
  at: Date,
  { language, zone }: { language: Language; zone: string },
  year = false,
): string {
  const local = DateTime.fromJSDate(at, { zone }).setLocale(language === 'ru' ? 'ru' : 'en-GB');
  return local.toLocaleString(
    year ? { day: 'numeric', month: 'long', year: 'numeric' } : { day: 'numeric', month: 'long' },
  );
}

/** «09:05» on the clocks of `zone`. */
export const formatClock = (at: Date, zone: string): string =>
  DateTime.fromJSDate(at, { zone }).toFormat('HH:mm');

/** A month (YYYY-MM) in short: «нояб. 2026», "Nov 2026". */
export const formatMonth = (month: string, language: Language): string =>
  DateTime.fromISO(month)
    .setLocale(language === 'ru' ? 'ru' : 'en-GB')
    .toLocaleString({ month: 'short', year: 'numeric' })
    .replace(/\sг\.$/, '');
