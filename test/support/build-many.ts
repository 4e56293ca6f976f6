import type { DataSource } from 'typeorm';
import { ANALYSER_VERSION, analyse, type Fields, toTsvector } from '../../src/language/document.js';
import { buildSource } from './build.js';

/** A vacancy of many: what a test does not say is empty, open, published, and a cluster of its own. */
export interface OneOfMany extends Partial<Fields> {
  /** Its words as a tsvector, where somebody has analysed them already. */
  document?: string;
  placeIds?: number[];
  cityKey?: string | null;
  payMonthRub?: number | null;
  payPointRub?: number | null;
  experience?: string;
  schedule?: string[];
  employment?: string[];
  agency?: boolean;
  employerId?: number | null;
  /** Any number: vacancies of one call with the same one are copies of one job. */
  cluster?: number;
  firstSeenAt?: Date;
  closedAt?: Date | null;
}

const BEGINNING = new Date('2026-11-01T00:00:00Z');
// A row of a real vacancy is 6 KB as JSON: a statement stays below 15 MB.
const AT_ONCE = 2_500;

/** Stores many vacancies quickly, analysed, and numbers them in the order given; answers their ids in that order. */
export async function buildVacancies(db: DataSource, given: readonly OneOfMany[]): Promise<number[]> {
  const source = await buildSource(db, { name: 'many' });
  const clusterOf = await buildClusters(
    db,
    given.map(({ cluster }, n) => cluster ?? `alone ${n}`),
  );
  const ids: number[] = [];
  for (let from = 0; from < given.length; from += AT_ONCE) {
    const rows = given.slice(from, from + AT_ONCE).map((one, i) => rowOf(one, clusterOf[from + i]!));
    const stored: { id: string }[] = await db.query(INSERT, [source, JSON.stringify(rows)]);
    ids.push(...stored.map(({ id }) => Number(id)));
  }
  return ids;
}

/** The cluster of each, the same one where the label is the same. */
async function buildClusters(db: DataSource, labels: readonly (number | string)[]): Promise<string[]> {
  const distinct = [...new Set(labels)];
  const made: { id: string }[] = await db.query(
    'insert into cluster (created_at) select $1 from generate_series(1, $2) returning id',
    [BEGINNING, distinct.length],
  );
  const ids = new Map(distinct.map((label, i) => [label, made[i]!.id]));
  return labels.map((label) => ids.get(label)!);
}

function rowOf(one: OneOfMany, cluster: string) {
  const { title = '', company = '', skills = '', body = '' } = one;
  return {
    title,
    document: one.document ?? toTsvector(analyse({ title, company, skills, body })),
    place_ids: one.placeIds ?? [],
    city_key: one.cityKey ?? null,
    pay_month_rub: one.payMonthRub ?? null,
    pay_point_rub: one.payPointRub === undefined ? (one.payMonthRub ?? null) : one.payPointRub,
    experience: one.experience ?? 'unknown',
    schedule: one.schedule ?? [],
    employment: one.employment ?? [],
    agency: one.agency ?? false,
    employer_id: one.employerId ?? null,
    first_seen_at: one.firstSeenAt ?? BEGINNING,
    closed_at: one.closedAt ?? null,
    cluster_id: cluster,
  };
}

const INSERT = `
  with given as materialized (
    select p.* from rows from (json_to_recordset($2::json) as (
      title text, document tsvector, place_ids integer[], city_key text, pay_month_rub integer, pay_point_rub integer,
      experience text, schedule text[], employment text[], agency boolean, employer_id integer,
      first_seen_at timestamptz, closed_at timestamptz, cluster_id bigint)) with ordinality as p(
      title, document, place_ids, city_key, pay_month_rub, pay_point_rub, experience, schedule, employment, agency,
      employer_id, first_seen_at, closed_at, cluster_id, n)
  ), stored as (
    insert into vacancy (
      source_id, external_id, title, document, place_ids, city_key, pay_month_rub, pay_point_rub, experience, schedule,
      employment, agency, employer_id, first_seen_at, last_seen_at, closed_at, closed_reason, cluster_id, content_hash,
      analyser, seq)
    select $1, gen_random_uuid(), title, document, place_ids, city_key, pay_month_rub, pay_point_rub, experience,
           schedule, employment, agency, employer_id, first_seen_at, first_seen_at, closed_at,
           case when closed_at is not null then 'missing' end, cluster_id, '', '${ANALYSER_VERSION}', nextval('vacancy_seq')
      from given order by n
    returning id
  )
  select id from stored order by id`;
