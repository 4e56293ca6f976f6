import { sameJob } from '../language/same-job.js';
import { tokens } from '../language/tokens.js';
import { employerKey } from './normalise/employer.js';
import type { NormalPosting } from './normalise/normalise-posting.js';
import type { Renewal, StoredVacancy } from './vacancies.sql.js';

const DAY = 24 * 60 * 60 * 1000;
/** Closed for so long, a vacancy that returns is told anew. */
const LONG_CLOSED = 14 * DAY;

/** Over by its own source's word: past the day until which it is offered, or archived. */
export const hasExpired = ({ expiresAt, closed }: NormalPosting, now: Date): boolean =>
  closed === true || (expiresAt !== null && expiresAt <= now);

/**
 * What becomes of a stored vacancy that was seen again with other words, or after it was closed. It is told anew only
 * when the words of its title or its places changed, its pay grew by a tenth, or it returned after 14 days (matching.md
 * §4): an edit of the text alone never is. What its own source says has expired stays closed.
 */
export function renewalOf(stored: StoredVacancy, posting: NormalPosting, now: Date): Renewal {
  const expired = hasExpired(posting, now);
  const returned = stored.closedAt !== null && !expired;
  return {
    id: stored.id,
    closedAt: expired ? (stored.closedAt ?? now) : null,
    closedReason: expired ? (stored.closedReason ?? 'expired') : null,
    returned,
    renewed:
      titleWords(stored.title) !== titleWords(posting.title) ||
      stored.cityKey !== posting.cityKey ||
      sorted(stored.placeIds) !== sorted(posting.placeIds) ||
      hasGrown(stored.payMonthRub, posting.pay.monthRub) ||
      (returned && now.getTime() - stored.closedAt!.getTime() >= LONG_CLOSED),
  };
}

/** Whether a Source gave an id that it had used to another job: neither the title nor the employer is what it was. */
export const isReused = (
  { title, employerName }: Pick<StoredVacancy, 'title' | 'employerName'>,
  posting: Pick<NormalPosting, 'title' | 'employer'>,
): boolean =>
  employerName !== null &&
  posting.employer !== null &&
  employerKey(employerName) !== employerKey(posting.employer.name) &&
  !sameJob(title, posting.title);

const titleWords = (title: string): string =>
  [...new Set(tokens(title).flatMap(({ lexemes }) => (lexemes.stop ? [] : [lexemes.stem])))].sort().join(' ');

const sorted = (ids: readonly number[]): string => [...ids].sort((a, b) => a - b).join();

/** Grown by a tenth; in whole numbers, for 50,000 × 1.1 is more than 55,000 in floating point. */
const hasGrown = (before: number | null, after: number | null): boolean =>
  before !== null && after !== null && after * 10 >= before * 11;
