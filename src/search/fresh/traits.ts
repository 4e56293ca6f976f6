import { EMPLOYMENT, EXPERIENCE, SCHEDULE } from '../../language/filters.js';

/** The bits of `Facts.traits`: one a value of each vocabulary, experience lowest, then schedule, employment, agency. */
const SCHEDULE_AT = EXPERIENCE.length;
const EMPLOYMENT_AT = SCHEDULE_AT + SCHEDULE.length;
export const AGENCY = 1 << (EMPLOYMENT_AT + EMPLOYMENT.length);

/** Where the values of each vocabulary begin. */
export const TRAITS = {
  experience: { values: EXPERIENCE, at: 0 },
  schedule: { values: SCHEDULE, at: SCHEDULE_AT },
  employment: { values: EMPLOYMENT, at: EMPLOYMENT_AT },
} as const;

export type TraitName = keyof typeof TRAITS;

/** The bits of these values; a value outside the vocabulary has none, so that only filters that ask nothing pass it. */
export function bitsOf(name: TraitName, values: readonly string[]): number {
  const { values: known, at } = TRAITS[name];
  let bits = 0;
  for (const value of values) {
    const index = (known as readonly string[]).indexOf(value);
    if (index !== -1) bits |= 1 << (at + index);
  }
  return bits;
}

/** The same of a list that a vacancy states: 'unknown' is an empty one, and nothing else (see `filterSql`). */
export const statedBits = (name: TraitName, values: readonly string[]): number =>
  values.length === 0
    ? bitsOf(name, ['unknown'])
    : bitsOf(
        name,
        values.filter((value) => value !== 'unknown'),
      );
