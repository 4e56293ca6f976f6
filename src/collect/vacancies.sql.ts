import type { EntityManager } from 'typeorm';
import { clientOf, copyIn } from '../store/copy-in.js';
import { copyRows } from './copy-rows.js';
import type { VacancyRow } from './vacancy-row.js';

/** What is stored of a posting, as far as it decides what becomes of the one just read. */
export interface StoredVacancy {
  id: string;
  externalId: string;
  contentHash: Buffer;
  title: string;
  employerName: string | null;
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
    `select id, external_id as "externalId", content_hash as "contentHash", title, employer_name as "employerName",
            cluster_id as "clusterId",
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

/** The columns that a posting's words fill; of the types that copy-rows.ts can write. */
const WORDS = `
  external_id text, origin text, url text, title text, employer_name text, employer_id integer, agency boolean,
  place_text text, place_ids integer[], city_key text, pay_from double precision, pay_to double precision, pay_currency text,
  pay_gross boolean, pay_period text, pay_text text, pay_month_rub integer, pay_point_rub integer,
  experience text, schedule text[], employment text[], work_format text[], skills text[], body text, published_at timestamptz,
  expires_at timestamptz, content_hash bytea, read_hash bytea, document tsvector, analyser text, text_key bigint, simhash bigint`;

/** A row of words, with its lexemes as a binary COPY has them. */
export type StoredRow = VacancyRow & { document: Uint8Array };

const STAGED = `${WORDS}, id bigint, cluster_id bigint, expired boolean, closed_at timestamptz, closed_reason text,
  returned boolean, renewed boolean`;

// What is long is kept as it is: it stays for a moment, and compressing it would be half of all that is done with it.
const STAGE = `
  do $$ begin
    if to_regclass('pg_temp.incoming_vacancy') is null then
      create temp table incoming_vacancy (${STAGED}) on commit delete rows;
      alter table incoming_vacancy alter column body set storage external, alter column document set storage external;
    end if;
  end $$`;

const COPY = `copy incoming_vacancy from stdin (format binary)`;

/** Puts rows where one statement can take them all from, in place of those that were there before. */
async function stageRows(tx: EntityManager, rows: readonly Record<string, unknown>[]): Promise<void> {
  await tx.query(STAGE);
  await tx.query('delete from incoming_vacancy');
  await copyIn(await clientOf(tx), COPY, [copyRows(STAGED, rows)]);
}

/** Stores new vacancies, unpublished; one whose id was stored meanwhile is left alone. Answers the ids stored. */
export async function insertVacancies(
  tx: EntityManager,
  { source, rows, now, seenAt }: NewVacancies,
): Promise<string[]> {
  if (rows.length === 0) return [];
  await stageRows(tx, rows);
  const stored: { externalId: string }[] = await tx.query(INSERT, [source, now, seenAt]);
  return stored.map(({ externalId }) => externalId);
}

/** New vacancies of one Source; `expired` are stored as closed. */
export interface NewVacancies {
  source: number;
  rows: (StoredRow & { cluster_id: string; expired: boolean })[];
  now: Date;
  seenAt: Date;
}

const INSERT = `
  insert into vacancy (
    source_id, first_seen_at, last_seen_at, closed_at, closed_reason, cluster_id,
    external_id, origin, url, title, employer_name, employer_id, agency, place_text, place_ids, city_key,
    pay_from, pay_to, pay_currency, pay_gross, pay_period, pay_text, pay_month_rub, pay_point_rub,
    experience, schedule, employment, work_format, skills, body, published_at, expires_at, content_hash, read_hash, document,
    analyser, text_key, simhash)
  select
    $1, $2::timestamptz, $3, case when expired then $2::timestamptz end, case when expired then 'expired' end, cluster_id,
    external_id, origin, url, title, employer_name, employer_id, agency, place_text, place_ids, city_key,
    pay_from, pay_to, pay_currency, pay_gross, pay_period, pay_text, pay_month_rub, pay_point_rub,
    experience, schedule, employment, work_format, skills, body, published_at, expires_at, content_hash, read_hash, document,
    analyser, text_key, simhash
  from incoming_vacancy
  on conflict (source_id, external_id) do nothing
  returning external_id as "externalId"`;

/** Gives stored vacancies their new words in place, and their cluster; `first_seen_at` stays. */
export async function updateVacancies(
  tx: EntityManager,
  rows: (StoredRow & { renewal: Renewal; cluster_id: string })[],
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
  await stageRows(tx, flat);
  await tx.query(UPDATE, [now, seenAt]);
}

const UPDATE = `
  update vacancy v set
    last_seen_at = $2, missed_runs = 0,
    closed_at = p.closed_at, closed_reason = p.closed_reason,
    returned_at = case when p.returned then $1::timestamptz else v.returned_at end,
    last_closed_at = case when p.returned then v.closed_at else v.last_closed_at end,
    seq = case when p.renewed then null else v.seq end, cluster_id = p.cluster_id,
    origin = p.origin, url = p.url, title = p.title, employer_name = p.employer_name,
    employer_id = p.employer_id, agency = p.agency, place_text = p.place_text, place_ids = p.place_ids,
    city_key = p.city_key, pay_from = p.pay_from, pay_to = p.pay_to, pay_currency = p.pay_currency,
    pay_gross = p.pay_gross, pay_period = p.pay_period, pay_text = p.pay_text,
    pay_month_rub = p.pay_month_rub, pay_point_rub = p.pay_point_rub, experience = p.experience,
    schedule = p.schedule, employment = p.employment, work_format = p.work_format, skills = p.skills, body = p.body,
    published_at = p.published_at, expires_at = p.expires_at, content_hash = p.content_hash,
    read_hash = p.read_hash, document = p.document, analyser = p.analyser, text_key = p.text_key, simhash = p.simhash
  from incoming_vacancy p
  where v.id = p.id`;
