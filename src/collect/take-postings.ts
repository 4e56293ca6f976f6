import type { DataSource, EntityManager } from 'typeorm';
import { assignClusters } from './clusters/assign.js';
import { forgetTexts, keysOf } from './clusters/clusters.sql.js';
import { undisturbed } from './clusters/undisturbed.js';
import { employerIds } from './employers.sql.js';
import type { NormalPosting } from './normalise/normalise-posting.js';
import { hasExpired, isReused, renewalOf } from './renewal.js';
import { touchSame, touchWritten, type WrittenPosting } from './seen.sql.js';
import {
  findVacancies,
  insertVacancies,
  lockSource,
  type StoredVacancy,
  touchVacancies,
  updateVacancies,
} from './vacancies.sql.js';
import { analysed, contentHash } from './vacancy-row.js';

/** What became of a posting; 'waits' when it differs from what is stored: the end of the run decides. */
export type Fate = 'added' | 'changed' | 'unchanged' | 'returned' | 'waits';

/** Whose postings, and when. */
export interface Taking {
  source: number;
  now: Date;
  /** When this run began; `last_seen_at` of all that it brings. */
  seenAt: Date;
}

/** Notes as seen, before they are read, those of different postings that are written as before; answers their ids. */
export function takeWritten(
  db: DataSource,
  postings: readonly WrittenPosting[],
  taking: Taking,
): Promise<Set<string>> {
  return undisturbed(db, async (tx) => {
    await lockSource(tx, taking.source);
    const places = await touchWritten(tx, postings, taking);
    return new Set(places.map((place) => postings[place]!.externalId));
  });
}

/**
 * Stores a batch of different postings: the new are added, the unchanged noted as seen. What differs from the stored
 * is left as it is and answered 'waits', for a later posting of the same feed may bear the same id.
 */
export function takeBatch(
  db: DataSource,
  postings: readonly NormalPosting[],
  taking: Taking,
): Promise<Map<string, Fate>> {
  return undisturbed(db, async (tx) => {
    await lockSource(tx, taking.source);
    const fates = new Map<string, Fate>();
    const seen = postings.map((posting) => ({
      externalId: posting.externalId,
      contentHash: contentHash(posting),
      readHash: posting.readHash,
      expired: hasExpired(posting, taking.now),
    }));
    for (const place of await touchSame(tx, seen, taking))
      fates.set(postings[place]!.externalId, 'unchanged');
    const others = postings.filter(({ externalId }) => !fates.has(externalId));
    const stored = await findStored(tx, others, taking);
    for (const id of stored.keys()) fates.set(id, 'waits');
    const fresh = others.filter(({ externalId }) => !stored.has(externalId));
    for (const slice of slicesOf(fresh)) {
      for (const id of await addNew(tx, slice, taking)) fates.set(id, 'added');
    }
    return fates;
  });
}

/** Postings to be analysed at a time: analysed they weigh five times as much. */
const SLICE = 200;
const SLICE_CHARACTERS = 128 * 1024;

function* slicesOf(postings: readonly NormalPosting[]): Generator<NormalPosting[]> {
  let slice: NormalPosting[] = [];
  let characters = 0;
  for (const posting of postings) {
    slice.push(posting);
    characters += posting.body.length;
    if (slice.length < SLICE && characters < SLICE_CHARACTERS) continue;
    yield slice;
    [slice, characters] = [[], 0];
  }
  if (slice.length > 0) yield slice;
}

/** Stores the last words of postings that waited, in place. Answers what became of each. */
export function settleWaiting(
  db: DataSource,
  postings: readonly NormalPosting[],
  taking: Taking,
): Promise<Map<string, Fate>> {
  return undisturbed(db, async (tx) => {
    await lockSource(tx, taking.source);
    const stored = await findStored(tx, postings, taking);
    const fates = new Map<string, Fate>();
    const seen: string[] = [];
    const changes: { posting: NormalPosting; found: StoredVacancy }[] = [];
    for (const posting of postings) {
      const found = stored.get(posting.externalId);
      if (found === undefined) continue;
      const same = isSame(found, posting, taking.now);
      if (same) seen.push(found.id);
      else changes.push({ posting, found });
      const returned = found.closedAt !== null && !hasExpired(posting, taking.now);
      fates.set(posting.externalId, same ? 'unchanged' : returned ? 'returned' : 'changed');
    }
    await change(tx, changes, taking);
    await touchVacancies(tx, seen, taking.seenAt);
    return fates;
  });
}

async function findStored(
  tx: EntityManager,
  postings: readonly NormalPosting[],
  { source }: Taking,
): Promise<Map<string, StoredVacancy>> {
  if (postings.length === 0) return new Map();
  const ids = postings.map(({ externalId }) => externalId);
  const found = await findVacancies(tx, source, ids);
  return new Map(found.map((vacancy) => [vacancy.externalId, vacancy]));
}

/** Nothing to write but that it was seen: the same words, and open, or closed as its own date says. */
const isSame = (stored: StoredVacancy, posting: NormalPosting, now: Date): boolean =>
  stored.contentHash.equals(contentHash(posting)) && (stored.closedAt === null || hasExpired(posting, now));

async function addNew(
  tx: EntityManager,
  postings: readonly NormalPosting[],
  { source, now, seenAt }: Taking,
): Promise<string[]> {
  const employers = await employersOf(tx, postings);
  // Analysed before the lock on clusters is taken: nobody should wait for that.
  const read = postings.map((posting) => analysed(posting, employers(posting)));
  const clusters = await assignClusters(
    tx,
    read.map(({ keys }) => ({ ...keys, own: null })),
    now,
  );
  return insertVacancies(tx, {
    source,
    now,
    seenAt,
    rows: read.map(({ row }, i) => ({
      ...row,
      cluster_id: clusters[i]!,
      expired: hasExpired(postings[i]!, now),
    })),
  });
}

async function change(
  tx: EntityManager,
  changes: readonly { posting: NormalPosting; found: StoredVacancy }[],
  { now, seenAt }: Taking,
): Promise<void> {
  const employers = await employersOf(
    tx,
    changes.map(({ posting }) => posting),
  );
  const read = changes.map(({ posting }) => analysed(posting, employers(posting)));
  const clusters = await assignClusters(
    tx,
    read.map(({ keys }, i) => {
      const { posting, found } = changes[i]!;
      const { id, clusterId, title } = found;
      const reused = isReused(found, posting);
      return { ...keys, own: { vacancyId: id, clusterId, title, edited: true, reused } };
    }),
    now,
  );
  const rows = read.map(({ row }, i) => ({
    ...row,
    renewal: renewalOf(changes[i]!.found, changes[i]!.posting, now),
    cluster_id: clusters[i]!,
  }));
  const before = await keysOf(
    tx,
    changes.map(({ found }) => found.id),
  );
  await updateVacancies(tx, rows, { now, seenAt });
  await forgetTexts(tx, before);
}

async function employersOf(
  tx: EntityManager,
  postings: readonly NormalPosting[],
): Promise<(posting: NormalPosting) => number | null> {
  const named = postings.flatMap(({ employer, agency }) =>
    employer === null ? [] : { ...employer, agency },
  );
  const ids = await employerIds(tx, named);
  return ({ employer }) => (employer === null ? null : (ids.get(employer.key) ?? null));
}
