import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { ANALYSER_VERSION, analyse, skillsText, toTsvector } from '../../src/language/document.js';
import type { Filters } from '../../src/language/filters.js';
import { readSearch } from '../../src/language/read-search.js';
import { shardOf } from '../../src/store/shards.js';

/** Rows that a test does not describe are filled in; every id answered is the table's own. */
export interface VacancyGiven {
  title?: string;
  company?: string;
  skills?: string[];
  body?: string;
  sourceId?: number;
  externalId?: string;
  placeIds?: number[];
  cityKey?: string;
  payMonthRub?: number | null;
  payPointRub?: number | null;
  experience?: string;
  schedule?: string[];
  employment?: string[];
  workFormat?: string[];
  agency?: boolean;
  clusterId?: string;
  employerId?: number | null;
  firstSeenAt?: Date;
  closedAt?: Date | null;
  /** False: committed, but not yet given a number by the publisher. */
  published?: boolean;
}

const BEGINNING = new Date('2026-11-01T00:00:00Z');

/** A source of its own name; not a demo unless said. */
export async function buildSource(
  db: DataSource,
  given: { name?: string; demo?: boolean; title?: string; partner?: boolean; link?: string } = {},
): Promise<number> {
  const name = given.name ?? `source-${randomUUID().slice(0, 8)}`;
  const [{ id }] = await db.query(
    `insert into source (name, format, title, demo, partner, link, created_at) values ($1, 'ndjson', $2, $3, $4, $5, $6)
     on conflict (name) do update set name = excluded.name returning id`,
    [name, given.title ?? name, given.demo ?? false, given.partner ?? false, given.link ?? null, BEGINNING],
  );
  return id;
}

/** An employer by name; the same name is the same employer. */
export async function buildEmployer(db: DataSource, name: string): Promise<number> {
  const [{ id }] = await db.query(
    `insert into employer (key, name) values (lower($1), $1)
     on conflict (key) do update set name = excluded.name returning id`,
    [name],
  );
  return id;
}

/** An open, analysed, published vacancy in a cluster of its own. */
export async function buildVacancy(
  db: DataSource,
  given: VacancyGiven = {},
): Promise<{ id: string; clusterId: string; seq: string | null }> {
  const { title = 'Программист', company = 'Ромашка', skills = [], body = 'Писать понятный код.' } = given;
  const firstSeenAt = given.firstSeenAt ?? BEGINNING;
  const payMonthRub = given.payMonthRub ?? null;
  const row = {
    source_id: given.sourceId ?? (await buildSource(db, { name: 'built' })),
    external_id: given.externalId ?? randomUUID(),
    title,
    employer_name: company,
    employer_id: given.employerId === undefined ? await buildEmployer(db, company) : given.employerId,
    agency: given.agency ?? false,
    place_text: given.cityKey ?? null,
    place_ids: given.placeIds ?? [],
    city_key: given.cityKey ?? null,
    pay_from: payMonthRub,
    pay_currency: payMonthRub === null ? null : 'RUB',
    pay_period: payMonthRub === null ? null : 'month',
    pay_month_rub: payMonthRub,
    pay_point_rub: given.payPointRub === undefined ? payMonthRub : given.payPointRub,
    experience: given.experience ?? 'unknown',
    schedule: given.schedule ?? [],
    employment: given.employment ?? [],
    work_format: given.workFormat ?? [],
    skills,
    body,
    first_seen_at: firstSeenAt,
    last_seen_at: firstSeenAt,
    closed_at: given.closedAt ?? null,
    closed_reason: given.closedAt ? 'missing' : null,
    content_hash: Buffer.from(randomUUID()),
    cluster_id: given.clusterId ?? (await buildCluster(db)),
    document: toTsvector(analyse({ title, company, skills: skillsText(skills), body })),
    analyser: ANALYSER_VERSION,
    seq: given.published === false ? null : await nextSeq(db),
  };
  const columns = Object.keys(row);
  const places = columns.map((_, i) => `$${i + 1}`).join(', ');
  const [{ id }] = await db.query(
    `insert into vacancy (${columns.join(', ')}) values (${places}) returning id`,
    Object.values(row),
  );
  return { id, clusterId: row.cluster_id, seq: row.seq };
}

/** A cluster with nobody in it yet. */
export async function buildCluster(db: DataSource): Promise<string> {
  const [{ id }] = await db.query('insert into cluster (created_at) values ($1) returning id', [BEGINNING]);
  return id;
}

async function nextSeq(db: DataSource): Promise<string> {
  const [{ seq }] = await db.query(`select nextval('vacancy_seq') as seq`);
  return seq;
}

export interface SubscriberGiven {
  email?: string;
  language?: 'ru' | 'en';
  zone?: string;
  sendAt?: string;
  days?: number[];
  confirmedAt?: Date | null;
  pausedUntil?: Date | null;
}

/** A confirmed subscriber who is written to daily at nine, Moscow time. */
export async function buildSubscriber(db: DataSource, given: SubscriberGiven = {}): Promise<string> {
  const { language = 'ru', zone = 'Europe/Moscow', sendAt = '09:00', days = [1, 2, 3, 4, 5, 6, 7] } = given;
  const confirmedAt = given.confirmedAt === undefined ? BEGINNING : given.confirmedAt;
  const [{ id }] = await db.query(
    `insert into subscriber (language, zone, send_at, days, created_at, changed_at, confirmed_at, paused_until)
     values ($1, $2, $3, $4, $5, $5, $6, $7) returning id`,
    [language, zone, sendAt, days, BEGINNING, confirmedAt, given.pausedUntil ?? null],
  );
  const email = given.email ?? `reader-${id}@example.org`;
  await db.query('insert into address (key, email, subscriber_id) values (lower($1), $1, $2)', [email, id]);
  return id;
}

export interface SavedSearchGiven {
  subscriberId?: string;
  query?: string;
  filters?: Partial<Filters>;
  name?: string;
  sinceSeq?: string;
  confirmedAt?: Date | null;
}

/** A confirmed saved search (of a subscriber made for it unless one is given) and the Search that it follows. */
export async function buildSavedSearch(
  db: DataSource,
  given: SavedSearchGiven = {},
): Promise<{ subscriberId: string; savedSearchId: string; searchId: string }> {
  const { query = 'программист', filters = {} } = given;
  const subscriberId = given.subscriberId ?? (await buildSubscriber(db));
  const searchId = await followSearch(db, query, filters);
  const savedSearchId = randomUUID();
  const confirmedAt = given.confirmedAt === undefined ? BEGINNING : given.confirmedAt;
  await db.query(
    `insert into saved_search
       (subscriber_id, id, search_id, name, query, filters, since_seq, created_at, confirmed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      subscriberId,
      savedSearchId,
      searchId,
      given.name ?? query,
      query,
      filters,
      given.sinceSeq ?? '0',
      BEGINNING,
      confirmedAt,
    ],
  );
  return { subscriberId, savedSearchId, searchId };
}

/** A Search with one follower more, as subscribe would keep it. */
export async function followSearch(
  db: DataSource,
  query: string,
  filters: Partial<Filters> = {},
): Promise<string> {
  const read = readSearch({ query, filters });
  await db.query(
    `insert into search (id, canonical, query, filters, tsquery, analyser, shard, followers, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, 1, $8)
     on conflict (id) do update set followers = search.followers + 1`,
    [
      read.searchHash,
      read.canonicalKey,
      query,
      { ...read.filters, excludeWords: filters.excludeWords ?? '' },
      read.tsquery,
      read.analyser,
      shardOf(read.textHash),
      BEGINNING,
    ],
  );
  return read.searchHash;
}
