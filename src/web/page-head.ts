import type { Request } from 'express';
import { LANGUAGES, type Language } from '../kit/i18n.js';
import { chosenLanguage } from './visitor.js';

/** What a public page says of itself to search engines and to those who share it. A page that says nothing stays out. */
export interface Told {
  /** Its one address here, without the choice of a language. */
  path: string;
  description: string;
  /** The same as RSS; an address here. */
  feed?: string;
  /** False: it has an address to share, but is no page to be found by. */
  index?: boolean;
  /** Data in the words of schema.org; null: none. */
  jsonLd?: object | null;
}

/** What layout/page.hbs has in its head, as `@root.page.head`; all addresses absolute. */
export interface PageHead {
  noindex: boolean;
  canonical: string | null;
  alternates: { code: Language; href: string }[];
  /** The address in the language that the browser asks for. */
  plain: string | null;
  description: string | null;
  feed: string | null;
  jsonLd: string | null;
}

/** The longest description, in characters: search engines show about as many. */
const LONGEST = 160;

export function headOf(told: Told | null, request: Pick<Request, 'query'>, publicUrl: string): PageHead {
  if (told === null) return SILENT;
  const { path, description, feed, index = true, jsonLd = null } = told;
  const plain = `${publicUrl}${path}`;
  const chosen = chosenLanguage(request);
  return {
    noindex: !index,
    // Who asks in Russian and names no language gets Russian: one page, so one address.
    canonical: inLanguage(plain, chosen ?? 'ru'),
    alternates: index ? LANGUAGES.map((code) => ({ code, href: inLanguage(plain, code) })) : [],
    plain,
    description: shortened(description),
    feed: feed === undefined ? null : inLanguage(`${publicUrl}${feed}`, chosen ?? 'ru'),
    jsonLd: jsonLd === null ? null : scriptJson(jsonLd),
  };
}

const SILENT: PageHead = {
  noindex: true,
  canonical: null,
  alternates: [],
  plain: null,
  description: null,
  feed: null,
  jsonLd: null,
};

/** An address that asks for a language; Russian is what is answered without. */
export const inLanguage = (address: string, code: Language): string =>
  code === 'ru' ? address : `${address}${address.includes('?') ? '&' : '?'}lang=${code}`;

function shortened(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat.length <= LONGEST) return flat;
  const cut = flat.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '');
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), LONGEST / 2))}…`;
}

/** JSON that can neither end the script it stands in nor begin a comment there. */
const scriptJson = (data: object): string =>
  JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
