import type { Links } from '../kit/links.js';
import type { JobFacts } from '../search/job-facts.sql.js';
import type { VacancyRow } from '../search/listed.sql.js';
import { xmlText } from './feeds/xml.js';

interface Posting {
  vacancy: VacancyRow;
  facts: JobFacts;
  now: Date;
  links: Links;
}

/**
 * A vacancy as schema.org's JobPosting, with what Google's guide for job postings requires: null where
 * something of that is not known, for half a posting is a fault there; null also for what is closed, run out or made up.
 */
export function jobPosting({ vacancy, facts, now, links }: Posting): object | null {
  const where = whereOf(vacancy, facts);
  const over = vacancy.closedAt !== null || (facts.expiresAt !== null && facts.expiresAt <= now);
  if (over || vacancy.demo || where === null || vacancy.body.trim() === '') return null;
  return {
    '@context': 'https://schema.org/',
    '@type': 'JobPosting',
    title: vacancy.title,
    description: descriptionOf(vacancy),
    identifier: { '@type': 'PropertyValue', name: vacancy.source, value: vacancy.id },
    datePosted: (vacancy.publishedAt ?? vacancy.firstSeenAt).toISOString(),
    ...(facts.expiresAt !== null && { validThrough: facts.expiresAt.toISOString() }),
    // The guide's word for an employer who is not named.
    hiringOrganization:
      vacancy.employer === null ? 'confidential' : { '@type': 'Organization', name: vacancy.employer },
    ...where,
    ...payOf(vacancy),
    ...employmentOf(vacancy),
    ...experienceOf(vacancy),
    ...(vacancy.skills.length > 0 && { skills: vacancy.skills.join(', ') }),
    // People answer on the source.
    directApply: false,
    url: links.vacancy(vacancy.id),
  };
}

const descriptionOf = ({ body }: VacancyRow): string =>
  body
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${xmlText(paragraph.trim()).replaceAll('\n', '<br>')}</p>`)
    .join('');

/** Cities of the catalogue are Russian; a place that it lacks has no country that we know. */
function whereOf({ schedule, workFormat }: VacancyRow, { cities }: JobFacts): object | null {
  const jobLocation = cities.map(({ name, region }) => ({
    '@type': 'Place',
    address: {
      '@type': 'PostalAddress',
      addressLocality: name,
      addressRegion: region,
      addressCountry: 'RU',
    },
  }));
  // Only work that is never done elsewhere may be called so.
  const remote = schedule.includes('remote') && workFormat.every((format) => format === 'remote');
  if (jobLocation.length === 0 && !remote) return null;
  return {
    ...(jobLocation.length > 0 && { jobLocation }),
    ...(remote && {
      jobLocationType: 'TELECOMMUTE',
      applicantLocationRequirements: { '@type': 'Country', name: 'RU' },
    }),
  };
}

const UNITS: Record<string, string> = {
  hour: 'HOUR',
  day: 'DAY',
  week: 'WEEK',
  month: 'MONTH',
  year: 'YEAR',
};

/** A shift or a project is no unit there. */
function payOf({ payFrom, payTo, payCurrency, payPeriod }: VacancyRow): object {
  const unitText = UNITS[payPeriod ?? 'month'];
  if (unitText === undefined || (payFrom === null && payTo === null)) return {};
  const amounts =
    payFrom === payTo
      ? { value: payFrom }
      : { ...(payFrom !== null && { minValue: payFrom }), ...(payTo !== null && { maxValue: payTo }) };
  const value = { '@type': 'QuantitativeValue', ...amounts, unitText };
  return { baseSalary: { '@type': 'MonetaryAmount', currency: payCurrency ?? 'RUB', value } };
}

const EMPLOYMENT: Record<string, string> = {
  full: 'FULL_TIME',
  part: 'PART_TIME',
  project: 'CONTRACTOR',
  internship: 'INTERN',
  volunteer: 'VOLUNTEER',
  temporary: 'TEMPORARY',
};

function employmentOf({ employment }: VacancyRow): object {
  const employmentType = employment.flatMap((kind) => EMPLOYMENT[kind] ?? []);
  return employmentType.length === 0 ? {} : { employmentType };
}

const MONTHS: Record<string, number> = { '1-3': 12, '3-6': 36, '6+': 72 };

function experienceOf({ experience }: VacancyRow): object {
  if (experience === 'none') return { experienceRequirements: 'no requirements' };
  const monthsOfExperience = MONTHS[experience];
  if (monthsOfExperience === undefined) return {};
  return {
    experienceRequirements: { '@type': 'OccupationalExperienceRequirements', monthsOfExperience },
  };
}
