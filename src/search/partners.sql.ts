import type { DataSource } from 'typeorm';

/** A source that the operator calls a partner, as pages name it. */
export interface Partner {
  name: string;
  link: string | null;
}

/** Partners with anything open: one that sources.yaml no longer names is forgotten with its last vacancy. */
export const selectPartners = (db: DataSource): Promise<Partner[]> =>
  db.query(
    `select coalesce(title, name) as name, link from source
      where partner and exists (select from vacancy where source_id = source.id and closed_at is null)
      order by 1`,
  );
