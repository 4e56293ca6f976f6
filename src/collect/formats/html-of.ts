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

/**
 * HTML that its server escaped as a whole (`&lt;p&gt;`), by exactly these five signs, as it was before. What holds a tag
 * was not escaped and stays.
 */
export function unescaped(html: string | null): string | null {
  if (html === null || html.includes('<')) return html;
  return html.replace(/&(?:lt|gt|quot|#39|amp);/g, (sign) => SIGNS[sign]!);
}

const SIGNS: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
