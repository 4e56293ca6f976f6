import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Copies are found by a vacancy's own text, not by the one text that its cluster began with: `text_key` for the same
 * words, `sim_band` for near ones and for addresses (docs/adr/0010). collect fills the keys of what is stored at its next
 * run. `standing` says which copy stands for the others; a trigger's work, so that no writer can forget.
 */
export class FindNearCopiesAndWhoStandsForThem1795700400000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(KEYS);
    await db.query(STANDING);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      create or replace function note_vacancy_change() returns trigger language plpgsql as $$
      begin
        new.changed_in := pg_current_xact_id()::text::bigint;
        return new;
      end $$;
      drop function standing_of(vacancy);
      alter table vacancy drop column standing;

      drop table sim_band;
      create table sim_band (
        band smallint not null,
        key integer not null,
        vacancy_id bigint not null constraint sim_band_vacancy_id_fkey references vacancy on delete cascade,
        constraint sim_band_pkey primary key (band, key, vacancy_id)
      );
      drop index vacancy_text_key_idx;
      alter table vacancy drop column text_key;
      drop index vacancy_cluster_id_idx;
      create index vacancy_cluster_id_idx on vacancy (cluster_id);
      alter table cluster add column text_hash bytea;
      create index cluster_text_hash_idx on cluster (text_hash) where text_hash is not null;
    `);
  }
}

const KEYS = `
  alter table vacancy add column text_key bigint;
  create index vacancy_text_key_idx on vacancy (text_key, id);

  -- Nothing was ever written there. A row a text: ten thousand copies are four rows.
  drop table sim_band;
  create table sim_band (
    band smallint not null,
    key bigint not null,
    text_key bigint not null,
    constraint sim_band_pkey primary key (band, key, text_key)
  );

  alter table cluster drop column text_hash;

  -- The oldest member of a cluster is asked for by every copy that comes.
  drop index vacancy_cluster_id_idx;
  create index vacancy_cluster_id_idx on vacancy (cluster_id, id);
`;

const STANDING = `
  alter table vacancy add column standing smallint not null default 0;

  -- The most complete first, of equals who hires before an agency: a whole text is worth three statements.
  create function standing_of(v vacancy) returns smallint language sql immutable as $$
    select (2 * (
        3 * (octet_length(v.body) >= 800)::int
        + (v.pay_from is not null or v.pay_to is not null)::int
        + (cardinality(v.place_ids) > 0 or v.city_key is not null)::int
        + (v.employer_name is not null)::int
        + (v.experience <> 'unknown')::int
        + (cardinality(v.schedule) > 0)::int
        + (cardinality(v.employment) > 0)::int
        + (cardinality(v.skills) > 0)::int
      ) + (not v.agency)::int)::smallint
  $$;
  update vacancy v set standing = standing_of(v);

  create or replace function note_vacancy_change() returns trigger language plpgsql as $$
  begin
    new.changed_in := pg_current_xact_id()::text::bigint;
    new.standing := standing_of(new);
    return new;
  end $$;
`;
