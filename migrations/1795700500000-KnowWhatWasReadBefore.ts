import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `read_hash` is of a posting's words as its source wrote them: one that is written as before need not be read to be
 * known for unchanged. Null: not known yet.
 */
export class KnowWhatWasReadBefore1795700500000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table vacancy add column read_hash bytea');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table vacancy drop column read_hash');
  }
}
