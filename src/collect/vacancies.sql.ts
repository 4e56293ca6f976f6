import type { EntityManager } from 'typeorm';
import type { VacancyRow } from './vacancy-row.js';

/** What is stored of a posting, as far as it decides what becomes of the one just read. */
export interface StoredVacancy {
  id: string;
  externalId: string;
  contentHash: Buffer;
  title: string;
  clusterId: string;
  placeIds: number[];
  cityKey: string | null;
  payMonthRub: number | null;
  closedAt: Date | null;
  closedReason: string | null;
}

/** What becomes of a stored vacancy beside its new words. */
export interface Renewal {
  id: string;
  closedAt: Date | null;
  closedReason: string | null;
  /** It was closed and is open again. */
  returned: boolean;
  /** It is told anew: the publisher gives it another number. */
  renewed: boolean;
}

// Any constant will do, as long as nothing else in this database uses it.
const SOURCE_LOCK = 45;

/** Until the transaction ends nobody else stores postings of this Source: their updates would wait for each other. */
export const lockSource = (tx: EntityManager, source: number): Promise<unknown> =>
  tx.query('select pg_advisory_xact_lock($1, $2)', [SOURCE_LOCK, source]);

/** The stored vacancies of a Source among these ids of its own. */
export const findVacancies = (
  tx: EntityManager,
  source: number,
  externalIds: readonly string[],
): Promise<StoredVacancy[]> =>
  tx.query(
    `select id, external_id as "externalId", content_hash as "contentHash", title, cluster_id as "clusterId",
            place_ids as "placeIds", city_key as "cityKey", pay_month_rub as "payMonthRub", closed_at as "closedAt",
            closed_reason as "closedReason"
       from vacancy where source_id = $1 and external_id = any($2::text[])`,
    [source, externalIds],
  );

/** Notes that vacancies were seen, unchanged. */
export async function touchVacancies(tx: EntityManager, ids: readonly string[], seenAt: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.query('update vacancy set last_seen_at = $2, missed_runs = 0 where id = any($1::bigint[])', [
    ids,
    seenAt,
  ]);
}

const WORDS = `
  external_id text, origin text, url text, title text, employer_name text, employer_id integer, agency boolean,
  place_text text, place_ids integer[], city_key text, pay_from numeric, pay_to numeric, pay_currency text,
  pay_gross boolean, pay_period text, pay_text text, pay_month_rub integer, pay_point_rub integer,
  experience text, schedule text[], employment text[], skills text[], body text, published_at timestamptz,
  expires_at timestamptz, content_hash bytea, document tsvector, analyser text, text_key bigint, simhash bigint`;

/** Stores new vacancies, unpublished; one whose id was stored meanwhile is left alone. Answers the ids stored. */
export async function insertVacancies(
  tx: EntityManager,
  { source, rows, now, seenAt }: NewVacancies,
): Promise<string[]> {
  if (rows.length === 0) return [];
  const stored: { externalId: string }[] = await tx.query(INSERT, [
    source,
    now,
    JSON.stringify(rows),
    seenAt,
  ]);
  return stored.map(({ externalId }) => externalId);
}

/** New vacancies of one Source; `expired` are stored as closed. */
export interface NewVacancies {
  source: number;
  rows: (VacancyRow & { cluster_id: string; expired: boolean })[];
  now: Date;
  seenAt: Date;
}

const INSERT = `
  insert into vacancy (
    source_id, first_seen_at, last_seen_at, closed_at, closed_reason, cluster_id,
    external_id, origin, url, title, employer_name, employer_id, agency, place_text, place_ids, city_key,
    pay_from, pay_to, pay_currency, pay_gross, pay_period, pay_text, pay_month_rub, pay_point_rub,
    experience, schedule, employment, skills, body, published_at, expires_at, content_hash, document, analyser,
    text_key, simhash)
  select
    $1, $2::timestamptz, $4, case when expired then $2::timestamptz end, case when expired then 'expired' end, cluster_id,
    external_id, origin, url, title, employer_name, employer_id, agency, place_text, place_ids, city_key,
    pay_from, pay_to, pay_currency, pay_gross, pay_period, pay_text, pay_month_rub, pay_point_rub,
    experience, schedule, employment, skills, body, published_at, expires_at, content_hash, document, analyser,
    text_key, simhash
  from json_to_recordset($3::json) as p (${WORDS}, cluster_id bigint, expired boolean)
  on conflict (source_id, external_id) do nothing
  returning external_id as "externalId"`;

/** Gives stored vacancies their new words in place, and their cluster; `first_seen_at` stays. */
export async function updateVacancies(
  tx: EntityManager,
  rows: (VacancyRow & { renewal: Renewal; cluster_id: string })[],
  { now, seenAt }: { now: Date; seenAt: Date },
): Promise<void> {
  if (rows.length === 0) return;
  const flat = rows.map(({ renewal, ...row }) => ({
    ...row,
    id: renewal.id,
    closed_at: renewal.closedAt,
    closed_reason: renewal.closedReason,
    returned: renewal.returned,
    renewed: renewal.renewed,
  }));
  await tx.query(UPDATE, [now, JSON.stringify(flat), seenAt]);
}

const UPDATE = `
  update vacancy v set
    last_seen_at = $3, missed_runs = 0,
    closed_at = p.closed_at, closed_reason = p.closed_reason,
    returned_at = case when p.returned then $1::timestamptz else v.returned_at end,
    last_closed_at = case when p.returned then v.closed_at else v.last_closed_at end,
    seq = case when p.renewed then null else v.seq end, cluster_id = p.cluster_id,
    origin = p.origin, url = p.url, title = p.title, employer_name = p.employer_name,
    employer_id = p.employer_id, agency = p.agency, place_text = p.place_text, place_ids = p.place_ids,
    city_key = p.city_key, pay_from = p.pay_from, pay_to = p.pay_to, pay_currency = p.pay_currency,
    pay_gross = p.pay_gross, pay_period = p.pay_period, pay_text = p.pay_text,
    pay_month_rub = p.pay_month_rub, pay_point_rub = p.pay_point_rub, experience = p.experience,
    schedule = p.schedule, employment = p.employment, skills = p.skills, body = p.body,
    published_at = p.published_at, expires_at = p.expires_at, content_hash = p.content_hash,
    document = p.document, analyser = p.analyser, text_key = p.text_key, simhash = p.simhash
  from json_to_recordset($2::json) as p (
    ${WORDS}, id bigint, cluster_id bigint, closed_at timestamptz, closed_reason text, returned boolean,
    renewed boolean)
  where v.id = p.id`;
