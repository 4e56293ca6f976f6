import type { DataSource } from 'typeorm';
import { match } from '../../compose/support.js';
import { buildSavedSearch, buildSubscriber, buildVacancy } from '../../support/build.js';

/** A weekday on which the factories' people, daily at nine in Moscow, are due since a minute. */
export const DUE = new Date('2026-11-24T06:01:00Z');

/** So many people with one search and something new for each, due at DUE. */
export async function buildPeople(db: DataSource, people: number, now = DUE): Promise<void> {
  const subscriberId = await buildSubscriber(db, { email: 'reader-0@example.org' });
  await buildSavedSearch(db, { subscriberId, query: 'повар' });
  await db.query(
    `with more as (
       insert into subscriber (language, zone, send_at, days, created_at, changed_at, confirmed_at)
       select language, zone, send_at, days, created_at, changed_at, confirmed_at
       from subscriber, generate_series(2, $2::int) where id = $1
       returning id
     ), reached as (
       insert into address (key, email, subscriber_id)
       select 'reader-' || id || '@example.org', 'reader-' || id || '@example.org', id from more
     )
     insert into saved_search
       (subscriber_id, id, search_id, name, query, filters, since_seq, created_at, confirmed_at)
     select more.id, gen_random_uuid(), search_id, name, query, filters, since_seq, created_at, saved_search.confirmed_at
     from more, saved_search where subscriber_id = $1`,
    [subscriberId, people],
  );
  await addNews(db, now);
}

/** One vacancy more that fits them all. */
export async function addNews(db: DataSource, now: Date): Promise<void> {
  await buildVacancy(db, { title: 'Повар', firstSeenAt: now });
  await match(db, now);
}

/** What must be one for each person, counted. */
export interface Told {
  digests: number;
  letters: number;
  items: number;
  /** People who have not exactly one digest. */
  odd: number;
}

export async function countTold(db: DataSource): Promise<Told> {
  const [told] = await db.query<Told[]>(
    `select (select count(*)::int from digest) as digests, (select count(*)::int from letter) as letters,
       (select count(*)::int from digest_item) as items,
       (select count(*)::int from subscriber s
        where (select count(*) from digest d where d.subscriber_id = s.id) <> 1) as odd`,
  );
  return told!;
}

/** Sentences for whatever is not one for each of so many people. */
export function wrongAmong({ digests, letters, items, odd }: Told, people: number): string[] {
  const counted = { digests, letters, 'ledger rows': items };
  return [
    ...Object.entries(counted)
      .filter(([, n]) => n !== people)
      .map(([name, n]) => `there are ${n} ${name} for ${people} people`),
    ...(odd > 0 ? [`${odd} people have not exactly one digest`] : []),
  ];
}
