import { translator } from '../kit/i18n.js';
import { describe, type Language } from '../language/describe.js';
import type { ReadSearch } from '../language/read-search.js';
import { refusalSentence, warningSentence } from '../language/sentences.js';
import type { Volume } from './estimate.js';

/** What had to be guessed or left out, a sentence each, none twice. */
export const warningTexts = ({ warnings }: ReadSearch, language: Language): string[] => [
  ...new Set(warnings.map(({ code }) => warningSentence(code, language))),
];

/** Why a search cannot be an alert, or null. */
export const refusalText = ({ refused }: ReadSearch, language: Language): string | null =>
  refused === null ? null : refusalSentence(refused.code, language);

/** Why a search that brings more than can be served cannot be an alert, or null. */
export const tooMuchText = ({ perWeek, tooMuch }: Volume, language: Language): string | null =>
  tooMuch ? translator(language)('subscribe.problems.tooMuch', { n: perWeek }) : null;

/** How the words were understood, where they were more than plain words; else null. */
export const understoodAs = ({ plain, asWritten }: ReadSearch, language: Language): string | null =>
  plain || asWritten === null ? null : describe(asWritten, language);
