import { LANGUAGES, type Language, type Translate } from '../kit/i18n.js';
import { isZone } from '../kit/zones.js';
import type { Problem } from './problem.js';

/** When and how a person is written to. */
export interface Settings {
  language: Language;
  /** IANA. */
  zone: string;
  /** Local time, HH:MM. */
  sendAt: string;
  /** ISO weekdays, 1 = Monday; at least one, rising. */
  days: number[];
}

export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** What is wrong with settings that came from a form or a command line; none: they may be stored. */
export function settingsProblems({ language, zone, sendAt, days }: Settings, t: Translate): Problem[] {
  const wrong = {
    at: !/^([01]\d|2[0-3]):[0-5]\d$/.test(sendAt),
    days: days.length === 0 || days.some((day) => !EVERY_DAY.includes(day)),
    zone: !isZone(zone),
    language: !LANGUAGES.includes(language),
  };
  return Object.entries(wrong)
    .filter(([, is]) => is)
    .map(([field]) => ({ field, sentence: t(`subscribe.problems.${field}`) }));
}
