import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a partner's name leads. */
export class LinkPartners1795900300000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table source
        add column link text,
        add constraint source_link_check check (link ~ '^https?://');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table source drop column link');
  }
}
