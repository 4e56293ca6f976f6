import type { DataSource } from 'typeorm';
import { readSearch } from '../language/read-search.js';
import { REPRESENTATIVE_FIRST } from '../language/representative.js';
import { openFitsSql } from './fits.sql.js';
import { selectVacancies, type VacancyRow } from './listed.sql.js';
import { quickly } from './quickly.js';
import type { SearchRequest } from './search-request.js';

export interface Newest {
  limit: number;
  /** Of partners alone. */
  ofPartners?: boolean;
}

/**
 * The open vacancies that fit, one for each cluster, the newest first whatever their score: what a feed reader asks for.
 * Null when it took longer than a page may wait.
 */
export async function newestFitting(
  db: DataSource,
  request: SearchRequest,
  { limit, ofPartners = false }: Newest,
): Promise<VacancyRow[] | null> {
  const read = readSearch(request);
  // Words were written but none is left to look for: everything would "fit".
  if (read.tsquery === null && request.query.trim() !== '') return [];
  const { text, values } = openFitsSql(read);
  return quickly(db, async (tx) => {
    const rows: { id: string }[] = await tx.query(
      NEWEST.replace('$fits', ofPartners ? `${text} and ${OF_PARTNERS}` : text).replace(
        '$limit',
        `$${values.length + 1}`,
      ),
      [...values, limit],
    );
    return selectVacancies(
      tx,
      rows.map(({ id }) => id),
    );
  });
}

const OF_PARTNERS = 'v.source_id in (select id from source where partner)';

const NEWEST = `
  select (array_agg(id order by ${REPRESENTATIVE_FIRST}))[1] as id from (
    select v.id, v.cluster_id, v.standing, v.first_seen_at from vacancy v where $fits
  ) fit group by cluster_id order by min(first_seen_at) desc, 1 desc limit $limit`;
