import { type Language, translator } from '../kit/i18n.js';
import { readSearch } from '../language/read-search.js';
import type { Volume } from '../search/estimate.js';
import { refusalText, tooMuchText } from '../search/told.js';
import type { ReadRequest } from './search-request.js';

/**
 * What /estimate.json answers: new vacancies a week, or null; why it cannot be an alert, or null; and a `sentence` of
 * either in the reader's language, '' while there is nothing to tell: what is still being typed is no mistake.
 */
export function estimateJson({ request }: ReadRequest, volume: Volume, language: Language) {
  const tooMuch = tooMuchText(volume, language);
  const refused = refusalText(readSearch(request), language) ?? tooMuch;
  return { perWeek: volume.perWeek, refused, sentence: tooMuch ?? volumeText(volume, language) };
}

function volumeText({ perWeek }: Volume, language: Language): string {
  const t = translator(language);
  if (perWeek === null) return '';
  return perWeek === 0 ? t('pages.estimate.rare') : t('pages.search.perWeek', { n: perWeek });
}
