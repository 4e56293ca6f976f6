import type { Config } from '../kit/config.js';
import type { Reader } from '../kit/render.js';
import { consentText } from '../subscribe/consent-text.js';
import type { Problem } from '../subscribe/problem.js';
import { EVERY_DAY, type Settings } from '../subscribe/settings.js';
import type { EstimateView } from './estimate-view.js';
import { shown } from './problems.js';
import { type SearchParameters, toParameters } from './search-parameters.js';
import { settingsFields } from './settings-form.js';

const AT = '09:00';

/** What a person has typed already, to be shown again beside what is wrong with it. */
export interface GivenSubscription extends Settings {
  email: string;
  consented: boolean;
  /** The form's own token, while it is good: its time counts from when the form was first shown. */
  formToken: string;
  problems: Problem[];
}

/** Everything that partials/subscribe-form.hbs needs. */
export interface SubscribeFormAsked {
  parameters: SearchParameters;
  reader: Reader;
  /** The zone offered where the browser guesses none, and who writes. */
  config: Pick<Config, 'zone' | 'mailFrom'>;
  /** What the search would bring. */
  estimate: EstimateView;
  given?: GivenSubscription;
}

/** The form to subscribe to a search; the search itself travels in hidden fields, named as in its address. */
export function subscribeForm({ parameters, reader, config, estimate, given }: SubscribeFormAsked) {
  const fresh = { sendAt: AT, days: EVERY_DAY, zone: null, language: reader.language };
  const hidden = [...toParameters({ ...parameters, page: 1 })].map(([name, value]) => ({ name, value }));
  const problems = shown(given?.problems ?? []);
  const details = ['at', 'days', 'zone', 'language'] as const;
  return {
    hidden,
    email: given?.email ?? '',
    consented: given?.consented ?? false,
    formToken: given?.formToken ?? '',
    consent: consentText(reader.language, config.mailFrom),
    estimate,
    problems,
    open: details.some((field) => problems.of[field] !== null),
    settings: settingsFields(given ?? fresh, { reader, fallback: config.zone }),
  };
}
