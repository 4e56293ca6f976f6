import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A lane remembers its pace, its breaker, who holds how many of its connections, and its warm-up. Rate, connections
 * and daily cap are null where the settings rule; a number there is this lane's own. What a lane did is counted by the
 * hour, so that rates and waits of the last day are a few rows to read, whatever the outbox holds.
 */
export class PaceLanesByRateBreakerAndWarmUp1795800200000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table lane
        alter column rate_per_minute drop default, alter column rate_per_minute drop not null,
        alter column max_inflight drop default, alter column max_inflight drop not null,
        add column pace double precision not null default 1,
        add column slowed_at timestamptz,
        add column recent text not null default '',
        add column failing_since timestamptz,
        add column openings integer not null default 0,
        add column probe_until timestamptz,
        add column holders jsonb not null default '{}',
        add column day date,
        add column day_taken integer not null default 0,
        add column day_deferred integer not null default 0,
        add column warm_days integer not null default 0,
        add column last_sent_at timestamptz,
        add constraint lane_pace_check check (pace > 0 and pace <= 1);
      update lane set rate_per_minute = null, max_inflight = null;
      create table lane_hour (
        lane text not null,
        hour timestamptz not null,
        sent integer not null default 0,
        deferred integer not null default 0,
        refused integer not null default 0,
        link integer not null default 0,
        doubted integer not null default 0,
        reply_times integer[] not null default '{}',
        constraint lane_hour_pkey primary key (lane, hour)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table lane_hour;
      update lane set rate_per_minute = coalesce(rate_per_minute, 600), max_inflight = coalesce(max_inflight, 5);
      alter table lane
        drop constraint lane_pace_check,
        drop column last_sent_at, drop column warm_days, drop column day_deferred, drop column day_taken,
        drop column day, drop column holders, drop column probe_until, drop column openings,
        drop column failing_since, drop column recent, drop column slowed_at, drop column pace,
        alter column rate_per_minute set default 600, alter column rate_per_minute set not null,
        alter column max_inflight set default 5, alter column max_inflight set not null;
    `);
  }
}
