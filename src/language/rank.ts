import { type Field, join, type Node, positiveLeaves, type Term, wordsOf } from './ast.js';
import { canon } from './canon.js';

/**
 * What each quality of a vacancy that fits weighs, in days of freshness: with all the words in its title it stands
 * where one 60 days younger would. `point` days make a score of 1. Whole days, so that a score is a sum of whole
 * milliseconds, the same to the last bit wherever it is computed. The rule and its reasons: docs/ranking.md.
 */
export const RANK = { allInTitle: 60, allNamed: 15, someInTitle: 15, pay: 9, place: 6, point: 60 } as const;

/**
 * The questions that say where the words stand, each a query over the same lexemes: all of them in the title, all in
 * title or skills, any in the title. A word that names its own field is looked for there; what must not occur stays.
 */
export interface RankQueries {
  allInTitle: Node;
  allNamed: Node;
  someInTitle: Node;
}

/** The questions to a search's words; null where there are none. */
export function rankQueries(ast: Node | null): RankQueries | null {
  if (ast === null) return null;
  const allInTitle = lookedForIn('A', ast);
  return {
    allInTitle,
    allNamed: lookedForIn('AC', ast),
    // Where no word may stand in a title, the first question is the search itself and this one is never asked.
    someInTitle: anyInTitle(ast) ?? allInTitle,
  };
}

/** The days that the answers to the three questions weigh. */
export function whereDays({ allInTitle, allNamed, someInTitle }: Record<keyof RankQueries, boolean>): number {
  if (allInTitle) return RANK.allInTitle;
  return (allNamed ? RANK.allNamed : 0) + (someInTitle ? RANK.someInTitle : 0);
}

/** What is known of a vacancy that fits. */
export interface Ranked {
  /** As `whereDays` answers; 0 for a search without words. */
  where: number;
  /** Monthly pay is stated. */
  withPay: boolean;
  /** The search names places, and the vacancy's first is among them, or the city that it goes by. */
  atPlace: boolean;
  /** Since it was first seen. */
  ageMs: number;
}

/** How far up it stands: the greater the better. A plain sum, so time moves all vacancies alike. */
export function scoreOf({ where, withPay, atPlace, ageMs }: Ranked): number {
  const days = where + (withPay ? RANK.pay : 0) + (atPlace ? RANK.place : 0);
  return (days * DAY_MS - ageMs) / (RANK.point * DAY_MS);
}

export const DAY_MS = 86_400_000;

/** A node where nothing is looked for elsewhere than before is the same object. */
function lookedForIn(field: Field, node: Node): Node {
  if (node.kind === 'not') return node;
  if (!('children' in node)) return node.field === null ? { ...node, field } : node;
  const children = node.children.map((child) => lookedForIn(field, child));
  return children.every((child, i) => child === node.children[i]) ? node : { ...node, children };
}

/** Any word, those of phrases too: «Аналитик» is half of «бизнес-аналитик». */
function anyInTitle(ast: Node): Node | null {
  const words = positiveLeaves(ast)
    .filter(({ field }) => field === null || field === 'A')
    .flatMap((leaf) =>
      wordsOf(leaf).map(({ lexeme, prefix }): Term => {
        return { kind: 'term', lexeme, prefix, field: 'A', written: lexeme };
      }),
    );
  const any = join('or', words);
  return any && canon(any);
}
