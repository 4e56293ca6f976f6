import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A person may hide a vacancy, and narrow a search without losing what it has found and not yet told. */
export class KeepWhatPeopleTurnDown1795900200000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table hidden_vacancy (
        subscriber_id bigint not null constraint hidden_vacancy_subscriber_id_fkey references subscriber,
        cluster_id bigint not null,
        vacancy_id bigint not null,
        hidden_at timestamptz not null,
        constraint hidden_vacancy_pkey primary key (subscriber_id, cluster_id)
      );
      alter table saved_search add column wider_since_seq bigint;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table saved_search drop column wider_since_seq;
      drop table hidden_vacancy;
    `);
  }
}
