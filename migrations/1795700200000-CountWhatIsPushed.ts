import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A run says which words nobody understood and how long it took. What is pushed one by one shares a run an hour, known
 * by `push_hour`: a run a vacancy would bury the others. A key says when it was last used, so that old ones can go.
 */
export class CountWhatIsPushed1795700200000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table source_run
        add column unmapped jsonb not null default '{}',
        add column took_ms integer,
        add column push_hour timestamptz,
        add constraint source_run_source_id_push_hour_key unique (source_id, push_hour);
      alter table source_key add column last_used_at timestamptz;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table source_key drop column last_used_at;
      alter table source_run
        drop constraint source_run_source_id_push_hour_key,
        drop column push_hour, drop column took_ms, drop column unmapped;
    `);
  }
}
