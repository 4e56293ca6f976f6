import { hash } from 'node:crypto';
import { exactText } from '../../language/same-job.js';
import { type SimHash, simhash64 } from '../../language/simhash.js';
import type { Token } from '../../language/tokens.js';

/** Shorter texts are templates: they are one job only with the same title, employer and city. No text proves nothing. */
const OWN_TEXT = 400;

/** What copies of a posting are found by. The keys are 64 bits of a hash, as Postgres writes a bigint. */
export interface CopyKeys {
  title: string;
  /** Equal for the same words under the same title; for short texts with the same employer and city. */
  textKey: string;
  /** Of the text; null where that is shorter than 400 characters. */
  simhash: SimHash | null;
  /** Of its address, where that names a posting and not a site. */
  linkKey: string | null;
}

/** What the keys are made of. */
export interface Keyed {
  externalId: string;
  url: string | null;
  title: string;
  employerKey: string | null;
  placeIds: readonly number[];
  cityKey: string | null;
}

/** The keys of a posting whose text has the words `body`. */
export function copyKeys(posting: Keyed, body: readonly Token[]): CopyKeys {
  const { externalId, url, title, employerKey, placeIds, cityKey } = posting;
  const text = exactText(body);
  const isLong = text.length >= OWN_TEXT;
  const own = text === '' ? externalId : '';
  const beside = isLong ? [] : [employerKey ?? '', placeIds.join(), cityKey ?? '', own];
  return {
    title,
    textKey: hash64([text, exactText(title), ...beside].join('\0')),
    simhash: isLong ? simhash64(body) : null,
    linkKey: linkKey(url),
  };
}

/** Boards pass links on with notes of where the visitor came from. */
const NOTES = /^(?:utm_.*|from|ref|source|gh_src|lever-source|yclid|gclid|hhtmfrom)$/i;
/** A page of many postings has no such number; years have four digits. */
const NUMBERED = /\d{5}|[0-9a-f]{8}-[0-9a-f]{4}-/i;

/** The same for all ways of writing an address: http or https, www or not, with a trailing slash, a fragment, notes. */
export function linkKey(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { hostname, pathname, searchParams } = new URL(url);
  const asked = [...searchParams].filter(([name]) => !NOTES.test(name)).map((pair) => pair.join('='));
  const page = [pathname.replace(/\/+$/, ''), ...asked.sort()].join('&');
  return NUMBERED.test(page) ? hash64(`${hostname.replace(/^www\./, '')}${page}`) : null;
}

const hash64 = (text: string): string => String(hash('sha256', text, 'buffer').readBigInt64BE());
