import type { RawPay } from '../posting.js';
import type { DemoTerms } from './compose-body.js';
import type { DemoCity, Profession } from './content.js';
import type { Dice } from './dice.js';

/** Times the level of the profession; the market pays about this for years and for hours. */
const BY_EXPERIENCE: Record<string, number> = { none: 0.88, '1-3': 1, '3-6': 1.18, '6+': 1.4 };
const BY_EMPLOYMENT: Record<string, number> = { part: 0.6, internship: 0.55 };

/** What a demo vacancy pays in this city: roubles a month around the city's level, or null where it states nothing. */
export function demoPay(
  dice: Dice,
  { profession, city, terms }: { profession: Profession; city: DemoCity; terms: DemoTerms },
): RawPay | null {
  const point =
    city.level *
    profession.pay *
    (BY_EXPERIENCE[terms.experience] ?? 1) *
    (BY_EMPLOYMENT[terms.employment] ?? 1) *
    (0.82 + 0.36 * dice.next());
  const stated = statement(dice.next(), point);
  const gross = dice.pick([false, false, true, null]);
  return dice.chance(city.silent) ? null : { ...stated, currency: 'RUB', gross, period: 'month' };
}

// Half of the market states a range, most others what the pay begins from.
function statement(kind: number, point: number): RawPay {
  if (kind < 0.5) return { from: rounded(point * 0.85), to: rounded(point * 1.15) };
  return kind < 0.88 ? { from: rounded(point) } : { to: rounded(point) };
}

const rounded = (rub: number): number => {
  const step = rub < 100_000 ? 1000 : 5000;
  return Math.round(rub / step) * step;
};
