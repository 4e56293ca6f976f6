import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A search that is paused or not yet confirmed while the others are told keeps its own place in what is told. */
export class HoldBackSearchesThatStandAside1795600000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`alter table schedule add column held jsonb not null default '{}'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table schedule drop column held');
  }
}
