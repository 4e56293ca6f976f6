import type { Dice } from '../../collect/demo/dice.js';
import { readCatalogue } from '../../collect/places/catalogue.js';
import { EMPLOYMENT, EXPERIENCE, type Filters, SCHEDULE } from '../../language/filters.js';
import { counted, type Draw, drawCounted, drawFrom } from './chances.js';
import type { Material } from './material.js';

/** The share of searches that ask each. */
export const FILTER_SHARES = {
  city: 0.75,
  payFrom: 0.35,
  experience: 0.25,
  schedule: 0.12,
  employment: 0.08,
  onlyWithPay: 0.05,
  noAgencies: 0.05,
  excludeEmployers: 0.01,
} as const;

// Of those who name a city, how many name one that the catalogue lacks.
const UNKNOWN_CITY = 0.03;

/** Draws filters: cities half by their people and half by where the vacancies are, pay in round sums. */
export function filterDrawer({ postings }: Pick<Material, 'postings'>): Draw<Partial<Filters>> {
  const byPeople = drawFrom(readCatalogue(), ({ population }) => Math.max(population, 1));
  const byVacancies = drawCounted(counted(postings.flatMap(({ placeIds }) => placeIds)));
  const names = counted(postings.flatMap(({ cityKey }) => cityKey ?? []));
  const name = names.length === 0 ? null : drawCounted(names);
  const place = (dice: Dice) => (dice.chance(0.5) ? byPeople(dice).id : byVacancies(dice));
  const cities = (dice: Dice): Partial<Filters> =>
    name !== null && dice.chance(UNKNOWN_CITY)
      ? { cityNames: [name(dice)] }
      : { places: times(oneOrMore(dice), () => place(dice)) };
  return (dice) => ({
    ...(dice.chance(FILTER_SHARES.city) && cities(dice)),
    ...(dice.chance(FILTER_SHARES.payFrom) && { payFrom: dice.whole(6, 50) * 5_000 }),
    ...(dice.chance(FILTER_SHARES.experience) && { experience: someOf(dice, EXPERIENCE) }),
    ...(dice.chance(FILTER_SHARES.schedule) && { schedule: someOf(dice, SCHEDULE) }),
    ...(dice.chance(FILTER_SHARES.employment) && { employment: someOf(dice, EMPLOYMENT) }),
    ...(dice.chance(FILTER_SHARES.onlyWithPay) && { onlyWithPay: true }),
    ...(dice.chance(FILTER_SHARES.noAgencies) && { noAgencies: true }),
    // Employers are numbered from 1 as they come, so the low numbers are those that exist.
    ...(dice.chance(FILTER_SHARES.excludeEmployers) && {
      excludeEmployers: times(oneOrMore(dice), () => dice.whole(1, 500)),
    }),
  });
}

/** Eight in ten choose one, the others two or three. */
const oneOrMore = (dice: Dice): number => (dice.chance(0.8) ? 1 : dice.whole(2, 3));

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** One or two of a vocabulary; four in ten take the vacancies that say nothing too. */
function someOf<T extends string>(dice: Dice, vocabulary: readonly (T | 'unknown')[]): (T | 'unknown')[] {
  const known = vocabulary.filter((value) => value !== 'unknown');
  const chosen = dice.some(known, dice.chance(0.6) ? 1 : 2);
  return dice.chance(0.4) ? [...chosen, 'unknown'] : chosen;
}
