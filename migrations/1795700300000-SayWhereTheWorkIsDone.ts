import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `work_format` holds where the work is done: on-site, remote, hybrid, field. What is stored as remote is remote here
 * too; the rest is said when its source is next read. No index of vacancies holds it, so that nothing is told anew.
 */
export class SayWhereTheWorkIsDone1795700300000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table vacancy add column work_format text[] not null default '{}';
      update vacancy set work_format = '{remote}' where 'remote' = any(schedule);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table vacancy drop column work_format');
  }
}
