import { type Language, type Translate, translator } from '../kit/i18n.js';
import { EMPLOYMENT, EXPERIENCE, SCHEDULE } from '../language/filters.js';
import type { SearchParameters } from './search-parameters.js';

/** What partials/search-form.hbs fills its fields with. */
export interface SearchForm {
  query: string;
  where: string;
  pay: string;
  onlyWithPay: boolean;
  noAgencies: boolean;
  excludeWords: string;
  excludeEmployers: { id: number; name: string }[];
  choices: { name: string; values: { value: string; chosen: boolean }[] }[];
  /** The filters in use, in words; '' when there are none. They show while the fold is closed. */
  chosen: string;
  /** Cities to suggest. */
  cities: { label: string }[];
}

export interface FormNames {
  employers: { id: number; name: string }[];
  cities: { label: string }[];
}

export function searchForm(
  parameters: SearchParameters,
  { employers, cities }: FormNames,
  language: Language,
): SearchForm {
  const t = translator(language);
  const { query, payFrom, onlyWithPay, noAgencies, excludeWords, experience, schedule, employment } =
    parameters;
  return {
    query,
    where: parameters.cities.join(', '),
    pay: payFrom === null ? '' : String(payFrom),
    onlyWithPay,
    noAgencies,
    excludeWords,
    excludeEmployers: employers,
    choices: [
      choice('experience', EXPERIENCE, experience),
      choice('schedule', SCHEDULE, schedule),
      choice('employment', EMPLOYMENT, employment),
    ],
    chosen: inWords(parameters, employers, t),
    cities,
  };
}

const choice = (name: string, values: readonly string[], chosen: readonly string[]) => ({
  name,
  values: values.map((value) => ({ value, chosen: chosen.includes(value) })),
});

function inWords(parameters: SearchParameters, employers: FormNames['employers'], t: Translate): string {
  const { payFrom, onlyWithPay, experience, schedule, employment, excludeWords, noAgencies } = parameters;
  const terms = (name: string, values: readonly string[]) =>
    values.map((value) => t(`terms.${name}.${value}`));
  return [
    payFrom === null ? '' : t('pages.find.chosen.pay', { amount: payFrom }),
    onlyWithPay ? t('pages.find.chosen.withPay') : '',
    ...terms('experience', experience),
    ...terms('schedule', schedule),
    ...terms('employment', employment),
    excludeWords === '' ? '' : t('pages.find.chosen.without', { words: excludeWords }),
    employers.length === 0 ? '' : t('pages.find.chosen.employers', { n: employers.length }),
    noAgencies ? t('pages.find.chosen.noAgencies') : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
