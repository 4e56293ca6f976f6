import type { EntityManager } from 'typeorm';

/** Forgets the figures of searches that are gone. */
export const forgetFigures = (tx: EntityManager, searchIds: readonly string[]): Promise<unknown> =>
  tx.query('delete from market_figure where search_id = any($1::bigint[])', [searchIds]);
