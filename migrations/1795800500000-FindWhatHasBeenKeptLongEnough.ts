import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters go 90 days after they were made, and a search goes when nobody has saved it: both are asked every hour. */
export class FindWhatHasBeenKeptLongEnough1795800500000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create index letter_created_at_idx on letter (created_at);
      create index saved_search_search_id_idx on saved_search (search_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index saved_search_search_id_idx, letter_created_at_idx');
  }
}
