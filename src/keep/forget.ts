import type { EntityManager } from 'typeorm';
import { forgetFigures } from '../market/forget-figures.sql.js';
import { forgetMatches } from '../match/forget-matches.sql.js';
import { forgetSearches } from '../subscribe/forget-searches.sql.js';

/** Of these searches forgets, with all that was found for them, those that belong to nobody; answers how many. */
export async function forgetUnwanted(tx: EntityManager, searchIds: readonly string[]): Promise<number> {
  if (searchIds.length === 0) return 0;
  const gone = await forgetSearches(tx, searchIds);
  await forgetMatches(tx, gone);
  await forgetFigures(tx, gone);
  return gone.length;
}
