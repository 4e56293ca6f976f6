import type { RawPosting, ReadItem, Rejected } from '../posting.js';
import { FeedError } from './inflate.js';
import { isRecord } from './json-value.js';

/** What tells a list of vacancies from any other answer, and how one of them is read. */
export interface AnswerItems {
  /** What stands where the vacancies should. */
  list: unknown;
  /** Null: it is nobody's posting, which the format's description says. */
  read(record: Record<string, unknown>): RawPosting | null;
}

/**
 * The vacancies of an answer in their order; what is no object with fields is rejected with its place. Throws FeedError
 * where there is no list: an answer without one is a fault of the server, not a board without vacancies.
 */
export function answerItems({ list, read }: AnswerItems): ReadItem[] {
  if (!Array.isArray(list)) throw new FeedError('The answer is no list of vacancies.');
  return list.flatMap((item: unknown, index): ReadItem | ReadItem[] => {
    const position = `item ${index + 1}`;
    if (!isRecord(item)) return notAPosting(item, position, NO_RECORD);
    const posting = read(item);
    return posting === null ? [] : [{ kind: 'posting' as const, position, posting }];
  });
}

const NO_RECORD = 'It is no JSON object with the fields of a vacancy.';

/** What stands among the vacancies of an answer and is none; `detail` is the sentence that says why. */
export const notAPosting = (item: unknown, position: string, detail: string): Rejected => ({
  kind: 'rejected',
  position,
  reason: 'not-a-posting',
  detail,
  raw: writtenOut(item),
});

/** JSON.parse reads lists of any depth, JSON.stringify ends at some thousand levels. */
function writtenOut(item: unknown): string {
  try {
    return JSON.stringify(item);
  } catch {
    return '(nested too deep to be written out)';
  }
}

/**
 * Refuses an answer that counts more vacancies than it holds: the rest would look closed. Some vanish while the server
 * counts; a tenth of them does not. A total that is no number promises nothing.
 */
export function refuseIfCut(found: number, total: unknown): void {
  if (typeof total !== 'number' || found * 10 >= total * 9) return;
  throw new FeedError(`The answer holds ${found} of the ${total} vacancies that it counts.`);
}
