import { distance, NEAR, type SimHash } from '../../language/simhash.js';
import type { KnownMember, KnownText, LinkedText, Merge } from './clusters.sql.js';
import { isNearCopy, isSameJob } from './is-copy.js';
import type { CopyKeys } from './keys.js';

/** A cluster, or one that is still to be made (id null). */
export interface Group {
  id: string | null;
  /** What its oldest member says; null where that is too short for a hash. */
  origin: SimHash | null;
  oldestId: string | null;
  /** The cluster that it was found to be the same as. */
  into: Group | null;
}

/** A vacancy that is stored already: where it stands, and under which title. */
export interface Own {
  vacancyId: string;
  clusterId: string;
  title: string;
  /** Its words have changed; else it stays where it is, whatever else is found. */
  edited: boolean;
  /** Its Source has given its id to another job. */
  reused?: boolean;
}

/** Bits between the texts of a cluster's oldest member and another: copies of copies lead no further than twice. */
const REACH = 2 * NEAR;

interface Text {
  textKey: string;
  title: string;
  simhash: SimHash | null;
  group: Group;
}

/** The texts that a batch may be copies of, in memory, the batch's own among them as they come. */
export class KnownTexts {
  private readonly texts: Text[] = [];
  private readonly groups = new Map<string, Group>();
  private readonly members = new Map<string, KnownMember[]>();
  private readonly linked = new Map<string, Set<string>>();

  constructor(known: {
    texts: readonly KnownText[];
    members: readonly KnownMember[];
    links: readonly LinkedText[];
  }) {
    for (const text of [...known.texts, ...known.members]) this.hold(text, this.groupOf(text));
    for (const member of known.members) {
      this.members.set(member.clusterId, [...(this.members.get(member.clusterId) ?? []), member]);
    }
    for (const link of known.links) this.link(link);
  }

  /**
   * The cluster of a posting: the oldest of those that hold a copy of it, which become one by it; else a new one. An
   * edited vacancy stays in its own unless it is no copy of any other member: see `stays`.
   */
  place(posting: CopyKeys, own: Own | null): Group {
    const home = own && rootOf(this.groups.get(own.clusterId)!);
    if (home !== null && home.oldestId === own?.vacancyId) home.origin = posting.simhash;
    const found = [...new Set(this.copiesOf(posting).map(({ group }) => rootOf(group)))].sort(olderFirst);
    const remains = home !== null && this.stays(posting, own!, { home, found });
    const all = remains
      ? [...new Set([home, ...found])].sort(olderFirst)
      : found.filter((group) => group !== home);
    const [first = { id: null, origin: posting.simhash, oldestId: null, into: null }, ...others] = all;
    for (const group of others) if (isWithin(first.origin, group.origin)) group.into = first;
    const placed = remains ? rootOf(home) : first;
    const { linkKey, textKey } = posting;
    this.hold(posting, placed);
    if (linkKey !== null) this.link({ linkKey, textKey });
    return placed;
  }

  /** The clusters that were there before and are others' now. */
  merges(): Merge[] {
    return [...this.groups.values()].flatMap((group) => {
      const root = rootOf(group);
      return root === group ? [] : { from: group.id!, into: root.id! };
    });
  }

  private copiesOf(posting: CopyKeys): Text[] {
    const under = posting.linkKey === null ? undefined : this.linked.get(posting.linkKey);
    return this.texts.filter(
      (text) =>
        text.textKey === posting.textKey ||
        (under?.has(text.textKey) && isSameJob(text.title, posting.title)) ||
        (isNearCopy(text, posting) && isWithin(rootOf(text.group).origin, posting.simhash)),
    );
  }

  /**
   * Whoever is still a copy of a member stays. So does a vacancy alone in its cluster, for who was told of it is not to
   * be told again, unless it became another job that stands elsewhere already; and one whose text alone was rewritten,
   * as long as it is nobody else's copy. Another job under an old id leaves: who was told of the old one was not told of it.
   */
  private stays(
    { title }: CopyKeys,
    own: Own,
    { home, found }: { home: Group; found: readonly Group[] },
  ): boolean {
    if (!own.edited) return true;
    if (own.reused) return false;
    const others = (this.members.get(own.clusterId) ?? []).filter(
      ({ vacancyId }) => vacancyId !== own.vacancyId,
    );
    if (others.length === 0) return found.every((group) => group === home) || isSameJob(own.title, title);
    const isNamedAlike = others.some((other) => isSameJob(other.title, title));
    return isNamedAlike && (found.length === 0 || found.includes(home));
  }

  private groupOf({ clusterId, origin, oldestId }: KnownText): Group {
    const group = this.groups.get(clusterId) ?? { id: clusterId, origin, oldestId, into: null };
    this.groups.set(clusterId, group);
    return group;
  }

  private hold({ textKey, title, simhash }: Omit<CopyKeys, 'linkKey'>, group: Group): void {
    this.texts.push({ textKey, title, simhash, group });
  }

  private link({ linkKey, textKey }: LinkedText): void {
    this.linked.set(linkKey, (this.linked.get(linkKey) ?? new Set()).add(textKey));
  }
}

/** The cluster that a cluster has become. */
export const rootOf = (group: Group): Group => (group.into === null ? group : rootOf(group.into));

const olderFirst = (a: Group, b: Group): number =>
  a.id === null || b.id === null
    ? Number(a.id === null) - Number(b.id === null)
    : Number(BigInt(a.id) - BigInt(b.id));

/** Without a hash there is nothing to be far from. */
const isWithin = (a: SimHash | null, b: SimHash | null): boolean =>
  a === null || b === null || distance(a, b) <= REACH;
