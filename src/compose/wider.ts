import type { EntityManager } from 'typeorm';
import { addCandidate, type Candidate } from './choose.js';
import type { FoundVacancy, OpenSearch } from './found.sql.js';
import type { FreedItem } from './ledger.sql.js';
import { markOf } from './marks.js';
import type { DuePerson } from './plan.sql.js';
import { foundBetween, stillFitting } from './preview.sql.js';

/** What a search found while it was wider and has not told: it follows another Search since, which was not matched then. */
type FoundWhileWider = ReadonlyMap<OpenSearch, readonly FoundVacancy[]>;

/**
 * Asks it of the vacancies themselves, so it is exactly what fits by now. A search of a person is asked once, at the
 * first telling after something was excluded from it, and for what a day has brought.
 */
export async function readWider(
  tx: EntityManager,
  { people, searches }: { people: readonly DuePerson[]; searches: readonly OpenSearch[] },
  now: Date,
): Promise<FoundWhileWider> {
  const standings = new Map(people.map((person) => [person.subscriberId, person]));
  const found = new Map<OpenSearch, FoundVacancy[]>();
  for (const search of searches) {
    const { widerSinceSeq, sinceSeq, subscriberId, id } = search;
    const person = standings.get(subscriberId);
    if (widerSinceSeq === null || widerSinceSeq === undefined || person === undefined) continue;
    const above = markOf(person, { id, sinceSeq: widerSinceSeq });
    const upto = BigInt(sinceSeq);
    if (above < upto) found.set(search, await foundBetween(tx, { search, above, upto }, now));
  }
  return found;
}

export function addWider(
  candidates: Map<string, Candidate>,
  searches: readonly OpenSearch[],
  wider: FoundWhileWider,
): void {
  for (const search of searches) {
    for (const found of wider.get(search) ?? []) {
      addCandidate(candidates, search, { ...found, seq: BigInt(found.seq) });
    }
  }
}

/** What lost letters had told, less the searches that it fits no more: somebody has turned it down meanwhile. */
export async function fittingStill(
  tx: EntityManager,
  { freed, searches }: { freed: readonly FreedItem[]; searches: readonly OpenSearch[] },
  now: Date,
): Promise<FreedItem[]> {
  const fits = new Map<string, ReadonlySet<string>>();
  for (const search of searches) {
    const vacancyIds = freed
      .filter(({ savedSearchIds }) => savedSearchIds.includes(search.id))
      .map(({ vacancyId }) => vacancyId);
    if (vacancyIds.length > 0) fits.set(search.id, await stillFitting(tx, { search, vacancyIds }, now));
  }
  return freed.map((item) => ({
    ...item,
    savedSearchIds: item.savedSearchIds.filter((id) => fits.get(id)?.has(item.vacancyId)),
  }));
}
