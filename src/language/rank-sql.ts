import { join, type Node } from './ast.js';
import { DAY_MS, RANK, type RankQueries, rankQueries } from './rank.js';
import type { ReadSearch } from './read-search.js';
import { toTsquery } from './tsquery.js';

/** The questions of where the words stand as literals for `::tsquery`, to be asked of vacancies that fit. */
export interface RankLiterals extends Record<keyof RankQueries, string> {
  /** They speak of title, company and skills alone. */
  ofHead: boolean;
}

/** The literals, or the days that the words weigh where they are the same for every vacancy that fits. */
export function rankLiterals(ast: Node | null): RankLiterals | number {
  const queries = rankQueries(ast);
  if (ast === null || queries === null) return 0;
  const [allInTitle, allNamed] = [queries.allInTitle, queries.allNamed].map((query) => beyondFit(query, ast));
  if (!allInTitle || !allNamed) return RANK.allInTitle;
  return {
    allInTitle: toTsquery(allInTitle),
    allNamed: toTsquery(allNamed),
    someInTitle: toTsquery(queries.someInTitle),
    ofHead: isOfHead(allInTitle),
  };
}

/** The SQL expressions that a score is made of. */
export interface RankParts {
  /** The days that the words weigh; `whereSql` makes one. */
  where: string;
  /** Integer[] and text[], or null. */
  places: string;
  cityNames: string;
  now: string;
}

/** `scoreOf` as an SQL expression, float8, over the vacancy aliased `v`. */
export const scoreSql = ({ where, places, cityNames, now }: RankParts): string => `(((
    ${where} + ${RANK.pay} * (v.pay_month_rub is not null)::int
    + ${RANK.place} * (coalesce(v.place_ids[1] = any(${places}), false) or coalesce(v.city_key = any(${cityNames}), false))::int
  ) * ${DAY_MS}::float8 + round(date_part('epoch', v.first_seen_at - ${now}) * 1000)
) / ${RANK.point * DAY_MS}::float8)`;

/** The lexemes of title, company and skills alone, of a document in SQL. */
export const headSql = (document: string): string => `ts_filter(${document}, '{a,b,c}')`;

/**
 * `whereDays` as an SQL expression, integer; `words` is a tsvector, the questions are tsqueries. To unpack a document
 * takes 10 µs, more than all else, so it is done once for the three: `offset 0` keeps the planner from repeating it.
 */
export const whereSql = ({ words, ...asked }: Record<keyof RankQueries | 'words', string>): string => `(
  select case when words @@ ${asked.allInTitle} then ${RANK.allInTitle}
              else ${RANK.allNamed} * (words @@ ${asked.allNamed})::int + ${RANK.someInTitle} * (words @@ ${asked.someInTitle})::int end
    from (select ${words} as words offset 0) unpacked)`;

/**
 * The score of a vacancy that fits a search, best first, as an SQL expression over the vacancy aliased `v`; its values
 * stand as $n from `firstParam` on. Ties go to the younger.
 */
export function rankSql(
  { ast, filters }: Pick<ReadSearch, 'ast' | 'filters'>,
  { now, firstParam }: { now: Date; firstParam: number },
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const param = (value: unknown, type: string): string => `$${firstParam - 1 + values.push(value)}::${type}`;
  const literals = rankLiterals(ast);
  const where =
    typeof literals === 'number'
      ? String(literals)
      : whereSql({
          allInTitle: param(literals.allInTitle, 'tsquery'),
          allNamed: param(literals.allNamed, 'tsquery'),
          someInTitle: param(literals.someInTitle, 'tsquery'),
          words: literals.ofHead ? headSql('v.document') : 'v.document',
        });
  const text = scoreSql({
    where,
    places: param(filters.places ?? null, 'integer[]'),
    cityNames: param(filters.cityNames ?? null, 'text[]'),
    now: param(now, 'timestamptz'),
  });
  return { text, values };
}

/** What a question asks beyond the search itself, null for nothing: what else the search demands holds already. */
function beyondFit(question: Node, ast: Node): Node | null {
  if (question === ast) return null;
  if (question.kind !== 'and' || ast.kind !== 'and') return question;
  return join(
    'and',
    question.children.filter((child, i) => child !== ast.children[i]),
  );
}

/** Whether the body has no say: neither by a word looked for there nor by one that must not occur. */
function isOfHead(question: Node): boolean {
  if (question.kind === 'not') return false;
  if ('children' in question) return question.children.every(isOfHead);
  return question.field !== 'CD';
}
