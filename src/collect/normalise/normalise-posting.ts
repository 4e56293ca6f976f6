import { createHash } from 'node:crypto';
import { cityKey } from '../../language/filters.js';
import type { ResolvePlaces } from '../places/resolve.js';
import type { RawPosting, RejectReason, Texts } from '../posting.js';
import { cleanLine, cleanUrl, cut } from './clean.js';
import { readDate } from './dates.js';
import { employerKey } from './employer.js';
import { normalisePay, type Pay, type RateOf } from './pay.js';
import { plainText } from './plain-text.js';
import { normaliseTerms, type Terms, withRemote } from './vocabulary.js';

/** A posting in our words: plain text, known cities, pay in roubles a month where that can be said. */
export interface NormalPosting extends Omit<Terms, 'unmapped'> {
  externalId: string;
  origin: string | null;
  url: string | null;
  title: string;
  employer: { key: string; name: string } | null;
  agency: boolean;
  placeText: string | null;
  placeIds: number[];
  cityKey: string | null;
  pay: Pay;
  skills: string[];
  body: string;
  publishedAt: Date | null;
  expiresAt: Date | null;
  /** The source says that it is over. Unsaid it is left out, so that what was stored before stays the same posting. */
  closed?: true;
  /** Of the words that it was read from (read-hash.ts); absent for one that was pushed. */
  readHash?: Buffer;
}

/** What the words of a posting are read by. */
export interface Knowledge {
  resolvePlaces: ResolvePlaces;
  rateOf: RateOf;
}

export type Normalised =
  | { kind: 'taken'; posting: NormalPosting; unmapped: string[] }
  | { kind: 'refused'; reason: RejectReason; detail: string };

const MOST = { title: 1_000, employer: 300, place: 300, origin: 300, body: 100_000, skill: 100, id: 500 };
const MOST_SKILLS = 100;

/** Normalises one posting; only its title can make it unfit. What is longer than its column's measure is cut with «…». */
export function normalisePosting(raw: RawPosting, { resolvePlaces, rateOf }: Knowledge): Normalised {
  if (raw.title.length > MOST.title * 20) return titleTooLong(raw.title.length);
  const title = cleanLine(plainText(raw.title));
  if (title === null) return { kind: 'refused', reason: 'no-title', detail: 'The posting has no title.' };
  if (title.length > MOST.title) return titleTooLong(title.length);
  if (isGarbled(title)) return { kind: 'refused', reason: 'unreadable', detail: GARBLED };
  const { remote, abroad, ...places } = resolvePlaces(raw.places);
  const { unmapped, ...terms } = normaliseTerms(raw);
  const name = cleanLine(plainText(raw.employer ?? ''));
  const posting = {
    origin: shortened(raw.origin, MOST.origin),
    url: cleanUrl(raw.url),
    title,
    employer:
      name === null ? null : { key: cut(employerKey(name), MOST.employer), name: cut(name, MOST.employer) },
    agency: raw.agency ?? false,
    ...places,
    placeText: shortened(places.placeText, MOST.place),
    pay: normalisePay(raw.pay, rateOf, {
      abroad: places.placeIds.length === 0 && (abroad || places.cityKey !== null),
    }),
    ...(remote ? withRemote(terms) : terms),
    skills: skillsOf(raw.skills),
    body: cut(plainText(raw.body ?? ''), MOST.body),
    publishedAt: readDate(raw.publishedAt),
    expiresAt: readDate(raw.expiresAt, { endOfDay: true }),
    ...(raw.closed === true && { closed: true as const }),
  };
  return { kind: 'taken', posting: { externalId: idOf(raw, posting), ...posting }, unmapped };
}

const titleTooLong = (length: number): Normalised => ({
  kind: 'refused',
  reason: 'too-long',
  detail: `The title has ${length} characters; a title has at most ${MOST.title}.`,
});

/** U+FFFD stands where bytes were no text in the feed's encoding. One is a damaged letter, a fifth of them no title. */
const isGarbled = (title: string): boolean => (title.split('\ufffd').length - 1) * 5 > title.length;
const GARBLED = 'Its title cannot be read: it is written in another encoding than the rest of the feed.';

function shortened(text: string | null | undefined, length: number): string | null {
  const line = cleanLine(text);
  return line === null ? null : cut(line, length);
}

/** The source's own id, else the posting's url, else a hash of title, employer, city and text. */
function idOf(
  raw: RawPosting,
  { title, employer, placeText, body }: Omit<NormalPosting, 'externalId'>,
): string {
  const stated = statedId(raw);
  if (stated !== null) return stated;
  const parts = [title, employer?.key ?? '', cityKey(placeText ?? ''), body];
  return `sha256:${sha256(parts.join('\0'))}`;
}

/** The id of a posting that its words need not be read for, or null. */
export const statedId = ({ externalId, url }: RawPosting): string | null =>
  ownId(externalId) ?? ownId(cleanUrl(url));

/** A source's own id as it is stored, or null where nothing is left of it. */
export function ownId(written: string | null | undefined): string | null {
  const own = cleanLine(written);
  return own === null || own.length <= MOST.id ? own : `sha256:${sha256(own)}`;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function skillsOf(written: Texts | null | undefined): string[] {
  const texts = typeof written === 'string' ? written.split(/[,;\n•]/) : (written ?? []);
  const skills = texts
    .map((text) => shortened(plainText(text), MOST.skill))
    .filter((skill) => skill !== null);
  return [...new Set(skills)].filter((skill) => !/^не указан[аоы]?$/iu.test(skill)).slice(0, MOST_SKILLS);
}
