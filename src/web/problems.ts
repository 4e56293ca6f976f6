import type { Problem } from '../subscribe/problem.js';

/** Fields of our forms that may need mending. */
const FIELDS = ['q', 'email', 'consent', 'at', 'days', 'zone', 'language', 'name'] as const;
type Field = (typeof FIELDS)[number];

/** What templates show of problems: all of them above the form, each beside its field. */
export interface ShownProblems {
  all: Problem[];
  of: Record<Field, string | null>;
}

/** The first problem of a field stands beside it. */
export function shown(problems: readonly Problem[]): ShownProblems {
  const first = (field: Field) => problems.find((problem) => problem.field === field)?.sentence ?? null;
  const of = Object.fromEntries(FIELDS.map((field) => [field, first(field)])) as ShownProblems['of'];
  return { all: [...problems], of };
}
