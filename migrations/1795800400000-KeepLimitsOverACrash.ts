import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Three letters in thirty days is a promise: counts that a crash of the server empties cannot keep it. */
export class KeepLimitsOverACrash1795800400000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table rate_limit set logged');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table rate_limit set unlogged');
  }
}
