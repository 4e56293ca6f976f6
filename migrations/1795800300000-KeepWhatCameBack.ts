import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What came back names its letter, the address by its HMAC, and who is to blame, so that strikes and scores are
 * counted from the events alone. A returned mail itself is kept for 7 days, by day, for an operator to look at.
 */
export class KeepWhatCameBack1795800300000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table bounce_event
        add column letter_id uuid,
        add column address_hash bytea,
        add column cause text,
        add constraint bounce_event_kind_check check
          (kind in ('hard', 'soft', 'complaint', 'unsubscribe', 'reply', 'report', 'none'));
      create index bounce_event_address_idx on bounce_event (address_hash, received_at)
        where kind in ('hard', 'soft');
      create index bounce_event_received_idx on bounce_event (received_at);

      alter table suppression add constraint suppression_scope_check check (scope in ('all', 'digest'));

      create table returned_mail (
        came_on date not null,
        hash bytea not null,
        subscriber_id bigint,
        raw bytea not null,
        constraint returned_mail_pkey primary key (came_on, hash)
      ) partition by range (came_on);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table returned_mail;
      alter table suppression drop constraint suppression_scope_check;
      drop index bounce_event_received_idx, bounce_event_address_idx;
      alter table bounce_event drop constraint bounce_event_kind_check,
        drop column cause, drop column address_hash, drop column letter_id;
    `);
  }
}
