import type { RawPosting, ReadItem } from '../posting.js';
import { notAPosting } from './answer-items.js';
import { FeedError } from './inflate.js';
import { isRecord, textIn, textOfValue, valueAt } from './json-value.js';

/** How answers of an API are told: the name of the list that a search has, and of the title that one vacancy has. */
export interface AnswerNames {
  list: string;
  title: string;
}

/**
 * The vacancies of an answer: a search's list, a bare list (pages that somebody saved as one), or one vacancy alone.
 * Throws FeedError for anything else, with what the API says of its fault when it says it.
 */
export function vacanciesIn(answer: unknown, { list, title }: AnswerNames): unknown[] {
  if (Array.isArray(answer)) return answer;
  const listed = valueAt(answer, list);
  if (Array.isArray(listed)) return listed;
  if (listed === undefined && textIn(answer, title) !== null) return [answer];
  const fault = faultIn(answer);
  if (fault !== null) throw new FeedError(`The answer is a fault and no vacancy: "${fault.slice(0, 200)}".`);
  throw new FeedError('The answer is neither a list of vacancies nor one vacancy.');
}

const faultIn = (answer: unknown): string | null =>
  textIn(answer, 'errors', '0', 'type') ??
  textIn(answer, 'error', 'message') ??
  textIn(answer, 'error') ??
  textIn(answer, 'message') ??
  textIn(answer, 'description');

/** Reads each vacancy of an answer; what is no object is rejected alone. */
export const readEach = (vacancies: readonly unknown[], read: (vacancy: object) => RawPosting): ReadItem[] =>
  vacancies.map((vacancy, index) => {
    const position = `item ${index + 1}`;
    if (isRecord(vacancy)) return { kind: 'posting', position, posting: read(vacancy) };
    return notAPosting(vacancy, position, 'It is no object with fields.');
  });

/**
 * The words of a field that holds a list, one entry or one text, whichever the year: of an entry what stands under the
 * first of these names that has a text. What has none is left out.
 */
export const wordsIn = (value: unknown, ...names: string[]): string[] =>
  [value]
    .flat()
    .map((one) => names.map((name) => textIn(one, name)).find((text) => text !== null) ?? textOfValue(one))
    .filter((text) => text !== null);

/** Whether a yes stands at a path: as JSON has it, or as text. */
export const saysYes = (value: unknown, ...path: string[]): boolean =>
  /^(?:true|1)$/i.test(textIn(value, ...path) ?? '');

/** A whole number at a path, as a number or as text; null for anything else. */
export function countIn(value: unknown, ...path: string[]): number | null {
  const text = textIn(value, ...path) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
