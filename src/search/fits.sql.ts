import { filterSql } from '../language/filters.js';
import { rankSql } from '../language/rank-sql.js';
import type { ReadSearch } from '../language/read-search.js';

/** A piece of a statement; its values stand as $1, $2 … */
export interface SqlText {
  text: string;
  values: unknown[];
}

/** The open vacancies that fit, as a condition over `vacancy v`. Without words only the filters are asked. */
export function openFitsSql({ tsquery, filters }: Pick<ReadSearch, 'tsquery' | 'filters'>): SqlText {
  const asked = filterSql(filters, 2);
  const words = tsquery === null ? '$1::text is null' : 'v.document @@ $1::tsquery';
  return { text: `v.closed_at is null and ${words} and ${asked.text}`, values: [tsquery, ...asked.values] };
}

/** A row for each vacancy that fits, with its `score` as of `now`: the rule of docs/ranking.md. */
export function scoredFitsSql(read: Pick<ReadSearch, 'ast' | 'tsquery' | 'filters'>, now: Date): SqlText {
  const fits = openFitsSql(read);
  const score = rankSql(read, { now, firstParam: fits.values.length + 1 });
  return {
    text: `
      select v.id, v.cluster_id, v.first_seen_at, v.pay_point_rub, v.employer_id, v.place_ids, v.standing,
             ${score.text} as score
        from vacancy v where ${fits.text}`,
    values: [...fits.values, ...score.values],
  };
}
