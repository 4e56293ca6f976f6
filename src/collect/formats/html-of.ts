import { textIn } from './json-value.js';

/** Plain text as HTML that keeps its lines, where it stands beside HTML. */
export const htmlOf = (plain: string): string =>
  plain
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/\r\n?|\n/g, '<br>');

/** A text that an answer gives twice, as HTML: the HTML one, else the plain one; null where both say nothing. */
export function htmlIn(record: object, html: string, plain: string): string | null {
  const written = textIn(record, html);
  if (written !== null && written.trim() !== '') return `<div>${written}</div>`;
  const bare = textIn(record, plain);
  return bare === null || bare.trim() === '' ? null : `<div>${htmlOf(bare)}</div>`;
}
