/** A copy of a job, as far as it decides who stands for it: `vacancy.standing`, and the vacancy's id. */
export interface Copied {
  standing: number;
  id: number;
}

/**
 * Of the copies of one job that fit a search the first in this order stands for it in lists, letters and figures: the
 * most complete, of equals who hires before an agency, then the earliest. A trigger writes `standing`; the migration
 * that made it has the rule.
 */
export const standsBefore = (a: Copied, b: Copied): boolean =>
  a.standing !== b.standing ? a.standing > b.standing : a.id < b.id;

/** The same for `order by`, over columns `standing` and `id`. */
export const REPRESENTATIVE_FIRST = 'standing desc, id';
