import { hash } from 'node:crypto';
import {
  ANALYSER_VERSION,
  type AnalysedFields,
  analyse,
  type Document,
  skillsText,
} from '../language/document.js';
import { documentBytes } from '../language/document-bytes.js';
import { toInt8 } from '../language/simhash.js';
import { tokens } from '../language/tokens.js';
import { type CopyKeys, copyKeys } from './clusters/keys.js';
import type { NormalPosting } from './normalise/normalise-posting.js';

/** The columns of `vacancy` that a posting's words fill, but for its lexemes. */
export type VacancyRow = ReturnType<typeof laidOut>['row'];

/**
 * What tells whether anything was changed: SHA-256 of all that is stored of a posting but its roubles, which move with
 * the rates. A new analyser changes nothing here: it is no news of the posting, and reanalyse.ts sees to the words.
 */
export function contentHash(posting: NormalPosting): Buffer {
  const known = hashes.get(posting);
  if (known !== undefined) return known;
  const { pay, workFormat, readHash: _, ...words } = posting;
  const { monthRub: _month, pointRub: _point, ...stated } = pay;
  // Unsaid it is left out: what was stored before this column came is no other posting for it.
  const formats = workFormat.length === 0 ? [] : [workFormat];
  const made = hash('sha256', JSON.stringify([LAYOUT, stated, words, ...formats]), 'buffer');
  hashes.set(posting, made);
  return made;
}

// Asked when a posting is looked up and again when it is stored.
const hashes = new WeakMap<NormalPosting, Buffer>();

/** Names what is hashed and how; with another value every posting counts as changed when next seen. */
const LAYOUT = 'v1';

/** Lays a posting out for storing, but for its lexemes; its text is read once, for these and for finding copies. */
export function laidOut(posting: NormalPosting, employerId: number | null) {
  const { title, skills, employer } = posting;
  const body = tokens(posting.body);
  const keys = copyKeys({ ...posting, employerKey: employer?.key ?? null }, body);
  const fields = fieldsOf({ title, employerName: employer?.name ?? null, skills, body });
  return { row: { ...rowOf(posting, employerId), ...keyColumns(keys) }, keys, fields };
}

/** The same with its lexemes, as a binary COPY has them. */
export function analysed(posting: NormalPosting, employerId: number | null) {
  const { row, keys, fields } = laidOut(posting, employerId);
  return { row: { ...row, document: documentBytes(fields) }, keys };
}

/** What a vacancy's columns hold of words. */
export interface Wording {
  title: string;
  employerName: string | null;
  skills: string[];
  body: AnalysedFields['body'];
}

/** The words of a vacancy, from a posting or from what is stored of one. */
export const documentOf = (wording: Wording): Document => analyse(fieldsOf(wording));

const fieldsOf = ({ title, employerName, skills, body }: Wording): AnalysedFields => ({
  title,
  company: employerName ?? '',
  skills: skillsText(skills),
  body,
});

/** The columns that copies are found by. */
export const keyColumns = ({ textKey, simhash }: CopyKeys) => ({
  text_key: textKey,
  simhash: simhash && toInt8(simhash),
});

function rowOf(posting: NormalPosting, employerId: number | null) {
  const { pay, employer } = posting;
  return {
    external_id: posting.externalId,
    origin: posting.origin,
    url: posting.url,
    title: posting.title,
    employer_name: employer?.name ?? null,
    employer_id: employerId,
    agency: posting.agency,
    place_text: posting.placeText,
    place_ids: posting.placeIds,
    city_key: posting.cityKey,
    pay_from: pay.from,
    pay_to: pay.to,
    pay_currency: pay.currency,
    pay_gross: pay.gross,
    pay_period: pay.period,
    pay_text: pay.text,
    pay_month_rub: pay.monthRub,
    pay_point_rub: pay.pointRub,
    experience: posting.experience,
    schedule: posting.schedule,
    employment: posting.employment,
    work_format: posting.workFormat,
    skills: posting.skills,
    body: posting.body,
    published_at: posting.publishedAt,
    expires_at: posting.expiresAt,
    content_hash: contentHash(posting),
    read_hash: posting.readHash ?? null,
    analyser: ANALYSER_VERSION,
  };
}
