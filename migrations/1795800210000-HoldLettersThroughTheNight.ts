import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A letter knows the night of whoever reads it: one that was due in the evening while the relay was down waits for the
 * morning. The index holds the few whose night is still ahead, so that they are found when it begins.
 */
export class HoldLettersThroughTheNight1795800210000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table letter
        add column quiet_from timestamptz,
        add column quiet_until timestamptz,
        add constraint letter_quiet_check check ((quiet_from is null) = (quiet_until is null));
      create index letter_quiet_idx on letter (quiet_from) where state = 'ready' and quiet_from is not null;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop index letter_quiet_idx;
      alter table letter drop constraint letter_quiet_check, drop column quiet_until, drop column quiet_from;
    `);
  }
}
