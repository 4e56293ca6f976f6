import type { EntityManager } from 'typeorm';
import { READ_HASH_BYTES } from './read-hash.js';

/** Whose postings these are, and what is noted of them. */
interface Sighting {
  source: number;
  now: Date;
  seenAt: Date;
}

/** A posting that was not read yet. */
export interface WrittenPosting {
  externalId: string;
  readHash: Buffer;
  /** Its source says that it is over. */
  closed: boolean;
}

/** A posting as far as it tells whether what is stored of it is the same. */
export interface SeenPosting {
  externalId: string;
  contentHash: Buffer;
  readHash: Buffer | undefined;
  /** Past its own date: it is the same though what is stored is closed. */
  expired: boolean;
}

/** Notes of all stored vacancies that are written as they were that they were seen; answers their places in the list. */
export async function touchWritten(
  tx: EntityManager,
  postings: readonly WrittenPosting[],
  { source, now, seenAt }: Sighting,
): Promise<number[]> {
  const [same]: [{ place: number }[], number] = await tx.query(TOUCH_WRITTEN, [
    source,
    postings.map(({ externalId }) => externalId),
    // As one value: an array of them would be written and read as text.
    Buffer.concat(postings.map(({ readHash }) => readHash)),
    postings.flatMap(({ closed }, i) => (closed ? i + 1 : [])),
    seenAt,
    now,
  ]);
  return same.map(({ place }) => place - 1);
}

const TOUCH_WRITTEN = `
  update vacancy v set last_seen_at = $5, missed_runs = 0
    from unnest($2::text[]) with ordinality as p (external_id, place)
   where v.source_id = $1 and v.external_id = p.external_id
     and v.read_hash = substring($3::bytea from ${bytesOf('p.place', READ_HASH_BYTES)})
     and (v.closed_at is null or v.expires_at <= $6 or p.place = any($4::bigint[]))
  returning p.place::integer`;

/** Notes of all stored vacancies that read the same that they were seen, and how they are written now; answers likewise. */
export async function touchSame(
  tx: EntityManager,
  postings: readonly SeenPosting[],
  { source, seenAt }: Pick<Sighting, 'source' | 'seenAt'>,
): Promise<number[]> {
  if (postings.length === 0) return [];
  const isWritten = postings.every(({ readHash }) => readHash !== undefined);
  const [same]: [{ place: number }[], number] = await tx.query(TOUCH_SAME, [
    source,
    postings.map(({ externalId }) => externalId),
    Buffer.concat(postings.map(({ contentHash }) => contentHash)),
    postings.flatMap(({ expired }, i) => (expired ? i + 1 : [])),
    seenAt,
    isWritten ? Buffer.concat(postings.map(({ readHash }) => readHash!)) : null,
  ]);
  return same.map(({ place }) => place - 1);
}

const TOUCH_SAME = `
  update vacancy v
     set last_seen_at = $5, missed_runs = 0,
         read_hash = coalesce(substring($6::bytea from ${bytesOf('p.place', READ_HASH_BYTES)}), v.read_hash)
    from unnest($2::text[]) with ordinality as p (external_id, place)
   where v.source_id = $1 and v.external_id = p.external_id
     and v.content_hash = substring($3::bytea from ${bytesOf('p.place', 32)})
     and (v.closed_at is null or p.place = any($4::bigint[]))
  returning p.place::integer`;

/** Where in a value of many hashes the one of a place begins, and how long it is, as `substring … from` takes them. */
function bytesOf(place: string, length: number): string {
  return `${place}::integer * ${length} - ${length - 1} for ${length}`;
}
