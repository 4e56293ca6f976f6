import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: since when the outbox is watched without a break, and since when and why the operator is being called. */
export class WatchWhetherLettersGetThrough1795800220000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table mail_watch (
        name text constraint mail_watch_pkey primary key,
        watched_since timestamptz not null,
        watched_at timestamptz not null,
        alarm_since timestamptz,
        alarm text,
        constraint mail_watch_one_check check (name = 'outbox'),
        constraint mail_watch_alarm_check check ((alarm is null) = (alarm_since is null))
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table mail_watch');
  }
}
