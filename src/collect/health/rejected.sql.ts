import type { DataSource } from 'typeorm';

/** A posting of the quarantine. */
export interface QuarantinedPosting {
  rejectedAt: Date;
  position: string;
  reason: string;
  /** A sentence. */
  detail: string;
  /** The first 200 characters of what stood there. */
  raw: string;
}

/** The latest of what was rejected of a Source, the newest first. */
export const selectRejected = (
  db: DataSource,
  { source, limit }: { source: number; limit: number },
): Promise<QuarantinedPosting[]> =>
  db.query(
    `select p.rejected_at as "rejectedAt", p.position, p.reason, p.detail, left(p.raw, 200) as raw
       from rejected_posting p join source_run r on r.id = p.run_id
      where r.source_id = $1
      order by p.id desc limit $2`,
    [source, limit],
  );

/** Ends a Source's pause: it is due at once. Answers whether it was paused. */
export async function endPause(db: DataSource, source: number): Promise<boolean> {
  const [, woken]: [unknown, number] = await db.query(
    `update source set paused_until = null, paused_reason = null, failures = 0, next_run_at = null
      where id = $1 and (paused_until is not null or paused_reason is not null)`,
    [source],
  );
  return woken > 0;
}
