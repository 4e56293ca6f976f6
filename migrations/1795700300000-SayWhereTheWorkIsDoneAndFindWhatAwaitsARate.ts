import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `work_format` holds where the work is done: on-site, remote, hybrid, field. What is stored as remote is remote here
 * too; the rest is said when its source is next read. No index of vacancies holds it, so that nothing is told anew.
 *
 * The index finds pay in a currency that had no rate when the vacancy was stored: few rows, looked for whenever rates
 * come in.
 */
export class SayWhereTheWorkIsDoneAndFindWhatAwaitsARate1795700300000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table vacancy add column work_format text[] not null default '{}';
      update vacancy set work_format = '{remote}' where 'remote' = any(schedule);

      create index vacancy_awaits_rate_idx on vacancy (id)
        where pay_month_rub is null and pay_currency <> 'RUB' and pay_period in ('month', 'year');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop index vacancy_awaits_rate_idx;
      alter table vacancy drop column work_format;
    `);
  }
}
