import { type Language, translator } from '../kit/i18n.js';
import type { Complaint } from './search-parameters.js';

/** What could not be taken as it was, a sentence each. */
export const complaintTexts = (complaints: readonly Complaint[], language: Language): string[] =>
  complaints.map(({ key, values }) => translator(language)(`pages.complaints.${key}`, values));
