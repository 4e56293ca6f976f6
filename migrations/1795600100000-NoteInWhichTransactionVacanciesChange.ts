import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `changed_in` is the transaction that last changed what an index of vacancies holds. Whoever has read all that was
 * committed before some transaction asks for what changed in it or later, and misses nothing, however long others take
 * to commit (docs/adr/0008). A trigger, so that no writer can forget; "was seen again" names none of its columns.
 */
export class NoteInWhichTransactionVacanciesChange1795600100000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table vacancy add column changed_in bigint not null default 0;
      create index vacancy_changed_in_idx on vacancy (changed_in);

      create function note_vacancy_change() returns trigger language plpgsql as $$
      begin
        new.changed_in := pg_current_xact_id()::text::bigint;
        return new;
      end $$;

      create trigger vacancy_changed
        before insert or update of
          document, seq, cluster_id, first_seen_at, closed_at, pay_month_rub, pay_point_rub, employer_id,
          place_ids, city_key, experience, schedule, employment, agency
        on vacancy for each row execute function note_vacancy_change();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop trigger vacancy_changed on vacancy;
      drop function note_vacancy_change();
      drop index vacancy_changed_in_idx;
      alter table vacancy drop column changed_in;
    `);
  }
}
