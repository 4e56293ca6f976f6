import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { groupBy } from '../kit/group-by.js';
import { exactText, sameJob } from '../language/same-job.js';
import type { Token } from '../language/tokens.js';
import { clustersOf, lockClusters, makeClusters, titlesBeside } from './clusters.sql.js';
import type { NormalPosting } from './normalise/normalise-posting.js';

/** Shorter texts are templates: they are one job only with the same title, employer and city. No text proves nothing. */
const OWN_TEXT = 400;

/** What two postings must share to be copies: hex of SHA-256 over the normalised text, whose words `body` are. */
export function textHash(
  { externalId, title, employer, placeIds, cityKey }: Omit<NormalPosting, 'body'>,
  body: readonly Token[],
): string {
  const text = exactText(body);
  const own = text === '' ? externalId : '';
  const parts =
    text.length >= OWN_TEXT
      ? [text]
      : [text, exactText(title), employer?.key ?? '', placeIds.join(), cityKey ?? '', own];
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

/** What decides the cluster of a posting. */
export interface Copied {
  title: string;
  textHash: string;
}

/**
 * A cluster for each posting, in their order: one that holds a copy of its text under a title of the same job (the
 * guard of matching.md §7), else a new one. Takes the lock that other importers wait for until the transaction ends.
 */
export async function assignClusters(
  tx: EntityManager,
  postings: readonly Copied[],
  now: Date,
): Promise<string[]> {
  if (postings.length === 0) return [];
  await lockClusters(tx);
  const groups: Group[] = await clustersOf(tx, [...new Set(postings.map((posting) => posting.textHash))]);
  const byHash = groupBy(groups, (group) => group.textHash);
  const chosen = postings.map((posting) => chooseGroup(byHash, posting));
  const fresh = [...new Set(chosen)].filter(({ id }) => id === null);
  const ids = await makeClusters(
    tx,
    fresh.map((group) => group.textHash),
    now,
  );
  fresh.forEach((group, i) => {
    group.id = ids[i]!;
  });
  return chosen.map(({ id }) => id!);
}

/**
 * Which of these vacancies, by row id, can no longer stay in their cluster: under their new titles they name another job
 * than the other members, and would hide it. A vacancy alone in its cluster stays, whatever becomes of it: who was told
 * of it is not told again.
 */
export async function strayed(
  tx: EntityManager,
  renamed: readonly { id: string; title: string }[],
): Promise<Set<string>> {
  const beside = await titlesBeside(
    tx,
    renamed.map(({ id }) => id),
  );
  const left = renamed.filter(({ id, title }) => beside.get(id)?.every((other) => !isSameJob(other, title)));
  return new Set(left.map(({ id }) => id));
}

/** A cluster, or one that is still to be made. */
interface Group {
  id: string | null;
  textHash: string;
  titles: string[];
}

function chooseGroup(byHash: Map<string, Group[]>, { title, textHash }: Copied): Group {
  const groups = byHash.get(textHash) ?? [];
  byHash.set(textHash, groups);
  const found = groups.find(({ titles }) => titles.some((other) => isSameJob(other, title)));
  const group = found ?? { id: null, textHash, titles: [] };
  if (found === undefined) groups.push(group);
  if (!group.titles.includes(title)) group.titles.push(title);
  return group;
}

const isSameJob = (one: string, other: string): boolean => one === other || sameJob(one, other);
