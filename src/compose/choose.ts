import { standsBefore } from '../language/representative.js';
import type { FoundVacancy, OpenSearch } from './found.sql.js';
import type { FreedItem } from './ledger.sql.js';
import { markOf, type Standing } from './marks.js';

/** A cluster that one person is told: the vacancy that stands for it, and the saved searches that it fits. */
export interface Candidate {
  clusterId: string;
  vacancyId: string;
  seq: bigint;
  employerId: number | null;
  standing: number;
  score: number;
  searches: OpenSearch[];
}

/** In the order of the digest; `inLetter` are the best, the rest stand on its web copy. */
export interface Chosen extends Candidate {
  rank: number;
  inLetter: boolean;
}

/** Beyond every score. */
const LONGEST = Number.MAX_SAFE_INTEGER;
export const MOST_IN_LETTER = 40;
const MOST_OF_ONE_EMPLOYER = 3;

/** What these searches of one person have found beyond what each has told already, a candidate a cluster. */
export function gather(
  searches: readonly OpenSearch[],
  foundOf: (searchId: string) => readonly FoundVacancy[],
  person: Standing,
): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  for (const search of searches) {
    const mark = markOf(person, search);
    for (const found of foundOf(search.searchId)) {
      const seq = BigInt(found.seq);
      if (seq > mark) addCandidate(candidates, search, { ...found, seq });
    }
  }
  return candidates;
}

/** Of a cluster's members that were found the representative stands for it. */
export function addCandidate(
  candidates: Map<string, Candidate>,
  search: OpenSearch,
  { clusterId, vacancyId, seq, employerId, standing, score }: Omit<Candidate, 'searches'>,
): void {
  const known = candidates.get(clusterId);
  const searches = known?.searches ?? [];
  if (!searches.includes(search)) searches.push(search);
  if (known === undefined || isFirst({ vacancyId, standing, score }, known)) {
    const waited = known?.score === LONGEST ? LONGEST : score;
    candidates.set(clusterId, { clusterId, vacancyId, seq, employerId, standing, score: waited, searches });
  }
}

/** A vacancy that two searches found goes by the better score. */
function isFirst(a: Pick<Candidate, 'vacancyId' | 'standing' | 'score'>, b: Candidate): boolean {
  if (a.vacancyId === b.vacancyId) return a.score > b.score;
  return standsBefore({ ...a, id: Number(a.vacancyId) }, { ...b, id: Number(b.vacancyId) });
}

/** What a lost letter had told comes first: it has waited longest. Left out when none of its searches is open any more. */
export function addFreed(
  candidates: Map<string, Candidate>,
  searches: readonly OpenSearch[],
  freed: FreedItem,
): void {
  for (const search of searches.filter(({ id }) => freed.savedSearchIds.includes(id))) {
    addCandidate(candidates, search, { ...freed, seq: BigInt(freed.seq), score: LONGEST });
    candidates.get(freed.clusterId)!.score = LONGEST;
  }
}

/** Best first; in the letter at most `most`, and of one employer at most three. */
export function choose(candidates: Iterable<Candidate>, most = MOST_IN_LETTER): Chosen[] {
  const best = [...candidates].sort(byRank);
  const ofEmployer = new Map<number, number>();
  const inLetter: Candidate[] = [];
  const onPage: Candidate[] = [];
  for (const candidate of best) {
    const { employerId } = candidate;
    const already = employerId === null ? 0 : (ofEmployer.get(employerId) ?? 0);
    if (inLetter.length === most || already === MOST_OF_ONE_EMPLOYER) {
      onPage.push(candidate);
      continue;
    }
    inLetter.push(candidate);
    if (employerId !== null) ofEmployer.set(employerId, already + 1);
  }
  return [
    ...inLetter.map((candidate, i) => ({ ...candidate, rank: i + 1, inLetter: true })),
    ...onPage.map((candidate, i) => ({ ...candidate, rank: inLetter.length + i + 1, inLetter: false })),
  ];
}

/** Best first, and of equals what was published last. */
export const byRank = (a: Pick<Candidate, 'score' | 'seq'>, b: Pick<Candidate, 'score' | 'seq'>): number =>
  b.score - a.score || Number(b.seq - a.seq);
