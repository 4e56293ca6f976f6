import { createHash } from 'node:crypto';
import { type Language, translator } from '../kit/i18n.js';

/** To be raised with any change of `subscribe.consent` in locales: rows of the old version keep the old text's hash. */
export const CONSENT_VERSION = '2026-11';

/** The text beside the box, exactly as shown, with what a consent row keeps of it. */
export function consentText(language: Language): { text: string; version: string; hash: Buffer } {
  const text = translator(language)('subscribe.consent');
  return {
    text,
    version: `${CONSENT_VERSION}-${language}`,
    hash: createHash('sha256').update(text).digest(),
  };
}
