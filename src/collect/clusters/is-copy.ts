import { sameJob, sameNames } from '../../language/same-job.js';
import { distance, NEAR } from '../../language/simhash.js';
import type { CopyKeys } from './keys.js';

export const isSameJob = (one: string, other: string): boolean => one === other || sameJob(one, other);

/**
 * Whether texts and titles are those of one job. Where the texts are not quite the same the titles must name the same
 * things too: an employer who seeks a «Разработчик 1С» and a «Разработчик 1С:ЗУП» writes two texts that differ by little
 * more than that.
 */
export function isNearCopy(
  a: Pick<CopyKeys, 'title' | 'simhash'>,
  b: Pick<CopyKeys, 'title' | 'simhash'>,
): boolean {
  if (a.simhash === null || b.simhash === null) return false;
  const apart = distance(a.simhash, b.simhash);
  if (apart > NEAR || !isSameJob(a.title, b.title)) return false;
  return apart === 0 || sameNames(a.title, b.title);
}
