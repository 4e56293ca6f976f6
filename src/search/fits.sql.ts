import type { Node } from '../language/ast.js';
import { filterSql } from '../language/filters.js';
import type { ReadSearch } from '../language/read-search.js';
import { toTsquery } from '../language/tsquery.js';

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

/**
 * A row for each vacancy that fits, with its `score`. All the words in the title count as much as 60 days of freshness,
 * how close together and how prominent they are up to half of that, stated pay a week and a half. Age enters as a plain
 * sum, so the order of two vacancies never changes while somebody turns the pages.
 *
 * Words are weighed in the newest 4,000 alone: a document has to be unpacked for it, 10 µs each, and a query that more
 * fit is too broad for the rest to matter.
 */
export function scoredFitsSql(read: Pick<ReadSearch, 'ast' | 'tsquery' | 'filters'>, now: Date): SqlText {
  const fits = openFitsSql(read);
  const values = [...fits.values, now];
  const age = `extract(epoch from first_seen_at - $${values.length}::timestamptz) / ${DAYS_PER_POINT * 86400}`;
  let words = '0';
  if (read.ast !== null && read.tsquery !== null) {
    values.push(toTsquery(inTitle(read.ast)));
    words = `case when nth <= ${MOST_WEIGHED} then (
      select (w.document @@ $${values.length}::tsquery)::int + 0.5 * ts_rank(${WEIGHTS}, w.document, $1::tsquery)
        from vacancy w where w.id = found.id) else 0 end`;
  }
  return {
    text: `
      select id, cluster_id, first_seen_at, pay_point_rub, employer_id, place_ids,
             (${words} + ${PAY_POINTS} * (pay_month_rub is not null)::int + ${age})::float8 as score
        from (
          select v.id, v.cluster_id, v.first_seen_at, v.pay_month_rub, v.pay_point_rub, v.employer_id, v.place_ids,
                 row_number() over (order by v.first_seen_at desc, v.id desc) as nth
            from vacancy v where ${fits.text}
        ) found`,
    values,
  };
}

const MOST_WEIGHED = 4000;
const DAYS_PER_POINT = 60;
const PAY_POINTS = 0.15;
// Body, skills, company, title: Postgres takes the weights D to A.
const WEIGHTS = `'{0.05, 0.3, 0.2, 1}'`;

/** The same query asked of titles alone. What must not occur stays as it was: it holds for every vacancy found. */
function inTitle(node: Node): Node {
  if ('children' in node) return { ...node, children: node.children.map(inTitle) };
  if (node.kind === 'not') return node;
  return node.field === null ? { ...node, field: 'A' } : node;
}
