import type { EntityManager } from 'typeorm';

/** The most addresses that one file of a sitemap may hold, by sitemaps.org. A part is a range of so many ids. */
export const PART = 50_000;

/** A file of the sitemap. */
export interface SitemapPart {
  part: number;
  /** Addresses in it, and when the last of them appeared or came back. */
  addresses: number;
  changedAt: Date;
}

export interface Address {
  id: string;
  changedAt: Date;
}

// One page for a job: the copy that stands for it. A word of the demo is nothing to be found by.
const LISTED = `
  v.closed_at is null and not s.demo and not exists (
    select from vacancy o where o.cluster_id = v.cluster_id and o.closed_at is null
       and (o.standing > v.standing or o.standing = v.standing and o.id < v.id))`;
const CHANGED = 'greatest(v.first_seen_at, v.returned_at)';

/** The parts that hold something. */
export const selectParts = (tx: EntityManager): Promise<SitemapPart[]> =>
  tx.query(
    `select (v.id / ${PART})::integer as part, count(*)::integer as addresses, max(${CHANGED}) as "changedAt"
       from vacancy v join source s on s.id = v.source_id
      where ${LISTED} group by 1 order by 1`,
  );

/** The next addresses of a part behind `after`, by id. */
export const selectAddresses = (
  tx: EntityManager,
  { part, after, limit }: { part: number; after: string; limit: number },
): Promise<Address[]> =>
  tx.query(
    `select v.id, ${CHANGED} as "changedAt"
       from vacancy v join source s on s.id = v.source_id
      where v.id >= $1 and v.id < $2 and v.id > $3 and ${LISTED} order by v.id limit $4`,
    [part * PART, (part + 1) * PART, after, limit],
  );
