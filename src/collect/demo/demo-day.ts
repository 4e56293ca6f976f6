import type { RawPosting } from '../posting.js';
import { composeBody, type DemoTerms } from './compose-body.js';
import { type DemoCity, type DemoEmployer, demoContent, type Profession } from './content.js';
import { demoPay } from './demo-pay.js';
import { type Dice, diceFor } from './dice.js';

/** A posting of the demo feed, listed from `from` until before `until` (milliseconds of the clock). */
export interface DemoPosting {
  from: number;
  until: number;
  posting: RawPosting;
}

interface Job {
  id: string;
  from: number;
  profession: Profession;
  employer: DemoEmployer;
  terms: DemoTerms;
  body: string;
  skills: string[];
}

export const DAY = 86_400_000;
const MINUTE = 60_000;
/** A posting stays open for 20 to 40 days, its copies too, and they begin up to 3 days later. */
export const LONGEST_LISTED = 43;

/** Everything that the demo feed begins to list because of one day (days since 1970, UTC): about 58 postings, always the same. */
export function demoDay(day: number): DemoPosting[] {
  const dice = diceFor(`vestnik demo, day ${day}`);
  return Array.from({ length: jobsOn(dice, day) }, (_, index) => {
    const job = makeJob(dice, { day, index });
    return [
      postingOf(dice, { ...job, city: dice.weighted(demoContent().cities) }),
      ...cityCopies(dice, job),
      ...agencyCopies(dice, job),
    ];
  }).flat();
}

// Boards are quiet at the week's end; with the copies it makes about 60 a day.
function jobsOn(dice: Dice, day: number): number {
  const weekday = new Date(day * DAY).getUTCDay();
  if (weekday === 0) return dice.whole(22, 28);
  return weekday === 6 ? dice.whole(30, 38) : dice.whole(54, 64);
}

function makeJob(dice: Dice, { day, index }: { day: number; index: number }): Job {
  const { professions, employers } = demoContent();
  const profession = dice.weighted(professions);
  const employer = dice.pick(employers[dice.pick(profession.fields)]!);
  const terms = termsOf(dice, profession);
  return {
    id: `${day}-${index + 1}`,
    from: day * DAY + minuteOfDay(dice) * MINUTE,
    profession,
    employer,
    terms,
    body: composeBody(dice, { profession, employer, terms }),
    skills: dice.some(profession.skills, dice.whole(1, profession.skills.length)),
  };
}

function termsOf(dice: Dice, { title, also, ...profession }: Profession): DemoTerms {
  const chosen = dice.pick([title, title, ...also]);
  const experience = dice.pick(profession.experience);
  const senior = chosen.startsWith('Старший');
  const employment = senior ? 'full' : dice.pick(profession.employment);
  return {
    title: chosen,
    employment,
    experience: senior ? '3-6' : employment === 'internship' ? 'none' : experience,
    schedule: dice.pick(profession.schedule),
  };
}

// Mostly from 08:00 to 20:00 in Moscow, now and then at night.
const minuteOfDay = (dice: Dice): number =>
  dice.chance(0.92) ? dice.whole(5 * 60, 17 * 60 - 1) : dice.whole(0, 24 * 60 - 1);

/** The same job in more cities, word for word, as chains post it. */
function cityCopies(dice: Dice, job: Job): DemoPosting[] {
  if (!dice.chance(0.06)) return [];
  return Array.from({ length: dice.whole(1, 4) }, (_, index) =>
    postingOf(dice, {
      ...job,
      id: `${job.id}-c${index + 1}`,
      from: job.from + dice.whole(1, 30) * MINUTE,
      city: dice.weighted(demoContent().cities),
    }),
  );
}

/** The same job again, word for word, under the name of an agency. */
function agencyCopies(dice: Dice, job: Job): DemoPosting[] {
  if (!dice.chance(0.024)) return [];
  const { agencies, cities } = demoContent();
  const copy = {
    ...job,
    id: `${job.id}-a`,
    from: job.from + dice.whole(30, 3 * 24 * 60) * MINUTE,
    employer: dice.pick(agencies),
    city: dice.weighted(cities),
  };
  return [postingOf(dice, copy, true)];
}

function postingOf(dice: Dice, job: Job & { city: DemoCity }, agency = false): DemoPosting {
  const { id, from, employer, terms, city } = job;
  return {
    from,
    until: from + dice.whole(20 * 24 * 60, 40 * 24 * 60) * MINUTE,
    posting: {
      externalId: id,
      url: null,
      title: terms.title,
      employer: employer.name,
      agency,
      places: city.name,
      pay: demoPay(dice, job),
      experience: terms.experience,
      schedule: terms.schedule,
      employment: terms.employment,
      skills: job.skills,
      body: job.body,
      publishedAt: new Date(from).toISOString(),
    },
  };
}
