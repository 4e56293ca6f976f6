import type { EntityManager } from 'typeorm';
import {
  type KnownMember,
  lockClusters,
  makeClusters,
  membersOf,
  mergeClusters,
  nearKeys,
  noteTexts,
  textsOf,
  textsUnder,
} from './clusters.sql.js';
import type { CopyKeys } from './keys.js';
import { KnownTexts, type Own, rootOf } from './known-texts.js';

/** A posting that is to be given a cluster, new or edited. */
export interface Unplaced extends CopyKeys {
  /** Null for a new one. */
  own: Own | null;
}

/**
 * A cluster for each posting, in their order: one that holds a copy of it (matching.md §7), else a new one. Clusters
 * that a posting shows to be one are merged. Takes the lock that other importers wait for until the transaction ends;
 * may throw 55P03 (see `mergeClusters`): run it `undisturbed`.
 */
export async function assignClusters(
  tx: EntityManager,
  postings: readonly Unplaced[],
  now: Date,
): Promise<string[]> {
  if (postings.length === 0) return [];
  await lockClusters(tx);
  const known = await readKnown(tx, postings);
  const placed = postings.map((posting) => known.place(posting, posting.own));
  const fresh = [...new Set(placed.map(rootOf))].filter(({ id }) => id === null);
  const ids = await makeClusters(tx, fresh.length, now);
  fresh.forEach((group, i) => {
    group.id = ids[i]!;
  });
  await mergeClusters(tx, known.merges(), now);
  await noteTexts(tx, postings);
  return placed.map((group) => rootOf(group).id!);
}

async function readKnown(tx: EntityManager, postings: readonly Unplaced[]): Promise<KnownTexts> {
  const homes = postings.flatMap(({ own }) => own?.clusterId ?? []);
  const members: KnownMember[] = await membersOf(tx, [...new Set(homes)]);
  const exact = await textsOf(tx, [...new Set(postings.map(({ textKey }) => textKey))]);
  const stored = new Set(exact.map(({ textKey }) => textKey));
  // Where the same words stand under the same title already, what is near to them was found when they came.
  const unknown = postings.filter(({ textKey, own }) => own !== null || !stored.has(textKey));
  const links = await textsUnder(tx, [...new Set(unknown.flatMap(({ linkKey }) => linkKey ?? []))]);
  const near = await nearKeys(
    tx,
    unknown.flatMap(({ simhash }) => simhash ?? []),
  );
  const keys = new Set([...near, ...links.map(({ textKey }) => textKey)]);
  const texts = await textsOf(
    tx,
    [...keys].filter((key) => !stored.has(key)),
  );
  return new KnownTexts({ texts: [...exact, ...texts], members, links });
}
