import type { DataSource } from 'typeorm';

// Any constant will do; the matching runs and saved searches of design/matching.md §4 have 43.
const PUBLISH_LOCK = 42;

/**
 * Gives up to `limit` vacancies without a number their `seq`, the oldest first, and answers how many. One publisher at
 * a time: its lock falls after its commit is visible, so whoever sees number n sees every number below it that will
 * ever be (a bigserial drawn by the writers missed 480 of 1,141 in the same race). Rows that a writer holds are left
 * for the next call: waiting for them could close a circle.
 */
export async function publishBatch(db: DataSource, limit = 5000): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [PUBLISH_LOCK]);
    const [, numbered] = await tx.query(NUMBER, [limit]);
    return numbered;
  });
}

/** Publishes until nothing is left that nobody holds; answers how many. */
export async function publishAll(db: DataSource, limit = 5000): Promise<number> {
  let published = 0;
  for (;;) {
    const numbered = await publishBatch(db, limit);
    if (numbered === 0) return published;
    published += numbered;
  }
}

// The numbers are drawn over a materialised list: inside the update they would follow the order of the join.
const NUMBER = `
  update vacancy v set seq = next.seq
    from (
      select id, nextval('vacancy_seq') as seq
        from (select id from vacancy where seq is null order by id limit $1 for update skip locked) as waiting
       order by id
    ) as next
   where v.id = next.id`;
