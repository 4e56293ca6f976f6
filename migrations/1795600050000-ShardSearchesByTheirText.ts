import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A Search's shard follows from its text alone, so that a matching run looks for the words of a text once, however many
 * filters it is asked with. Progress falls back to the slowest shard's: what is found twice is told once.
 */
export class ShardSearchesByTheirText1795600050000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(RESHARD, [SHARDS]);
    await this.settle(db);
  }

  /** Back to the id's own remainder. */
  async down(db: QueryRunner): Promise<void> {
    await db.query('update search set shard = mod(mod(id::numeric + 2::numeric ^ 64, 2::numeric ^ 64), $1)', [
      SHARDS,
    ]);
    await this.settle(db);
  }

  private async settle(db: QueryRunner): Promise<void> {
    await db.query(`update match_progress set upto_seq = (select min(upto_seq) from match_progress)`);
    await db.query('delete from match_progress where search_id <> 0');
  }
}

const SHARDS = 16;

// The hash of language/hash.ts, over its version and the canonical form up to its filters; 0 becomes 1, as there.
const RESHARD = `
  update search set shard = mod(hashed.positive, $1)
    from (
      select s.id, mod(case when raw = 0 then 1 else raw end::numeric + 2::numeric ^ 64, 2::numeric ^ 64) as positive
        from search s
        cross join lateral (
          select ('x' || encode(substring(sha256(
                    convert_to('v1', 'UTF8') || '\\x00'::bytea
                    || convert_to(regexp_replace(s.canonical, '(^| )\\{.*$', ''), 'UTF8')), 1, 8), 'hex')
                 )::bit(64)::bigint as raw
        ) as text
    ) as hashed
   where search.id = hashed.id`;
