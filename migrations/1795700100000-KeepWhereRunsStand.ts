import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `source_run.resume`: where a run that breaks goes on, written when everything before it is stored.
 * `source_run.not_modified`: the source said that nothing had changed. `source_answer`: by what a source's whole answer
 * is known again (ETag, Last-Modified), and the run that read it.
 */
export class KeepWhereRunsStand1795700100000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table source_run
        add column resume jsonb,
        add column not_modified boolean not null default false;

      create table source_answer (
        source_id integer not null references source,
        url text not null,
        settings text not null,
        etag text,
        last_modified text,
        run_id bigint not null references source_run on delete cascade,
        read_at timestamptz not null,
        primary key (source_id, url)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table source_answer;
      alter table source_run drop column resume, drop column not_modified;
    `);
  }
}
