import type { DataSource } from 'typeorm';
import { type Language, type Translate, translator } from '../kit/i18n.js';
import { formatMoney } from '../kit/money.js';
import type { Estimate } from '../search/estimate.js';
import type { Narrowing } from '../search/narrow.js';
import type { SearchRequest } from '../search/search-request.js';
import { tooMuchText } from '../search/told.js';
import type { Widening } from '../search/widen.js';
import { savedParameters } from './saved-parameters.js';
import type { SearchParameters } from './search-parameters.js';

/** What partials/volume.hbs, narrow.hbs, widen.hbs and suggestion.hbs show of an estimate. */
export interface EstimateView {
  /** New vacancies a week and in a letter of every day; null where nobody has counted. */
  perWeek: number | null;
  aDay: number;
  tooBroad: boolean;
  /** Why it cannot be an alert though it can be read. */
  tooMuch: string | null;
  /** Nothing that is open fits. */
  nothing: boolean;
  /** By the filter that narrows. */
  narrow: { by: string; steps: StepLink[] }[];
  widen: StepLink[];
  suggestion: StepLink | null;
}

/** Another search to go to; `n` is what it would bring a week where it narrows, else how many are open. */
export interface StepLink {
  text: string;
  href: string;
  n: number;
}

interface EstimateShown {
  found: Estimate;
  language: Language;
  /** The address of a search in the place where the estimate stands. */
  to(parameters: SearchParameters): string;
}

/** An estimate in words and links, each of which asks for a changed search on the same page. */
export async function estimateView(
  db: DataSource,
  { found, language, to }: EstimateShown,
): Promise<EstimateView> {
  const t = translator(language);
  const { perWeek, tooBroad, narrow, widen, suggestion } = found;
  const requests = [...narrow, ...widen, ...(suggestion === null ? [] : [suggestion])].map(
    ({ request }) => request,
  );
  const parameters = await savedParameters(db, requests);
  const hrefs = new Map<SearchRequest, string>(requests.map((request, at) => [request, to(parameters[at]!)]));
  const link = (text: string, { request, n }: { request: SearchRequest; n: number }): StepLink => ({
    text,
    href: hrefs.get(request)!,
    n,
  });
  const kinds = [...new Set(narrow.map(kindOf))];
  return {
    perWeek,
    aDay: Math.max(1, Math.round((perWeek ?? 0) / 7)),
    tooBroad,
    tooMuch: tooMuchText(found, language),
    nothing: found.open === 0,
    narrow: kinds.map((by) => ({
      by,
      steps: narrow
        .filter((step) => kindOf(step) === by)
        .map((step) => link(narrowingText(step, t, language), step)),
    })),
    widen: widen.map((step) => link(wideningText(step, t), step)),
    suggestion: suggestion && link(suggestion.request.query, suggestion),
  };
}

/** Both ask about pay. */
const kindOf = ({ by }: Narrowing): string => (by === 'withPay' ? 'pay' : by);

function narrowingText({ by, value }: Narrowing, t: Translate, language: Language): string {
  switch (by) {
    case 'city':
      return String(value);
    case 'experience':
    case 'schedule':
    case 'employment':
      return t(`terms.${by}.${value}`);
    case 'pay':
      return t('pages.estimate.steps.pay', { amount: formatMoney(Number(value), language) });
    case 'employer':
      return t('pages.estimate.steps.employer', { name: value });
    default:
      return t(`pages.estimate.steps.${by}`);
  }
}

const wideningText = ({ by, value }: Widening, t: Translate): string =>
  t(`pages.estimate.widen.${by}`, { value, n: value });
