import type { Dice } from '../../collect/demo/dice.js';
import type { NormalPosting } from '../../collect/normalise/normalise-posting.js';

type Place = Pick<NormalPosting, 'placeText' | 'placeIds' | 'cityKey'>;

/** What postings say beside their words, drawn as often as real ones say it. */
export interface Facets {
  /** The posting with what it leaves out filled in; one in ten still says nothing of each. */
  filled(posting: NormalPosting, dice: Dice): NormalPosting;
  /** Another city, employer and pay for a copy of `posting`. */
  others(posting: NormalPosting, dice: Dice): Partial<NormalPosting>;
}

const STILL_UNKNOWN = 0.1;

/** Learns from `postings` what is said how often. */
export function facetsOf(postings: readonly NormalPosting[]): Facets {
  const places = postings.filter(hasPlace).map(placeOf);
  const experience = postings.map((posting) => posting.experience).filter((value) => value !== 'unknown');
  const schedule = postings.map((posting) => posting.schedule).filter(({ length }) => length > 0);
  const employment = postings.map((posting) => posting.employment).filter(({ length }) => length > 0);
  const employers = postings.flatMap(({ employer }) => employer ?? []);
  const pays = postings.map(({ pay }) => pay);
  const says = (dice: Dice, values: readonly unknown[]): boolean =>
    values.length > 0 && !dice.chance(STILL_UNKNOWN);
  return {
    filled: (posting, dice) => ({
      ...posting,
      ...(!hasPlace(posting) && says(dice, places) && dice.pick(places)),
      ...(posting.experience === 'unknown' &&
        says(dice, experience) && { experience: dice.pick(experience) }),
      ...(posting.schedule.length === 0 && says(dice, schedule) && { schedule: dice.pick(schedule) }),
      ...(posting.employment.length === 0 && says(dice, employment) && { employment: dice.pick(employment) }),
      agency: posting.employer !== null && isAgency(posting.employer.key),
    }),
    others: (_posting, dice) => ({
      ...dice.pick(places),
      employer: dice.pick(employers),
      pay: otherPay(dice.pick(pays), dice),
    }),
  };
}

const hasPlace = ({ placeIds, cityKey }: Place): boolean => placeIds.length > 0 || cityKey !== null;

const placeOf = ({ placeText, placeIds, cityKey }: Place): Place => ({ placeText, placeIds, cityKey });

// Feeds rarely say who is an agency: every tenth employer is, always the same ones.
const isAgency = (key: string): boolean =>
  [...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 10 === 0;

/** Between seven tenths and half as much again, in whole thousands. */
function otherPay(pay: NormalPosting['pay'], dice: Dice): NormalPosting['pay'] {
  const times = 0.7 + dice.next() * 0.8;
  const changed = (amount: number | null): number | null =>
    amount === null ? null : Math.max(1_000, Math.round((amount * times) / 1_000) * 1_000);
  return {
    ...pay,
    from: changed(pay.from),
    to: changed(pay.to),
    text: null,
    monthRub: changed(pay.monthRub),
    pointRub: changed(pay.pointRub),
  };
}
