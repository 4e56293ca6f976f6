import { createHash } from 'node:crypto';
import { LANGUAGES, type Language, translator } from '../kit/i18n.js';

/** To be raised with any change of `subscribe.consent` in locales: rows of the old version keep the old text's hash. */
export const CONSENT_VERSION = '2026-11-24';

/** Who writes, as letters name them: without a name and an address to turn to, an agreement is with nobody. */
export interface Operator {
  name: string;
  address: string;
}

export interface ConsentText {
  text: string;
  version: string;
  hash: Buffer;
  /** Travels in the form, so that what was shown is known when it comes back. */
  stamp: string;
}

/** The text beside the box, exactly as shown, with what a consent row keeps of it. */
export function consentText(language: Language, { name, address }: Operator): ConsentText {
  const operator = name === '' ? address : `${name} (${address})`;
  const text = translator(language)('subscribe.consent', { operator });
  const hash = createHash('sha256').update(text).digest();
  const version = `${CONSENT_VERSION}-${language}`;
  return { text, version, hash, stamp: `${version}-${hash.toString('hex').slice(0, 12)}` };
}

/** The language whose present text has this stamp; null: the text has changed since, or was never ours. */
export const languageOfConsent = (stamp: string, operator: Operator): Language | null =>
  LANGUAGES.find((language) => consentText(language, operator).stamp === stamp) ?? null;
