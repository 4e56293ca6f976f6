import { FeedError } from './inflate.js';

/** What stands at a path of a JSON value; undefined where there is nothing, or something else on the way. */
export const valueAt = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );

/** A text, a number or a yes as text; null for anything else: one odd field spoils no vacancy. */
export const textOfValue = (value: unknown): string | null =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null;

/** The text at a path. */
export const textIn = (value: unknown, ...path: string[]): string | null =>
  textOfValue(valueAt(value, ...path));

/** The list at a path; none where something else stands there. */
export const listIn = (value: unknown, ...path: string[]): unknown[] => {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
};

/** Whether a JSON value is an object with fields. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An answer of an API as JSON. Throws FeedError with a sentence. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const what = /^\s*</.test(text) ? 'is HTML or XML, not JSON' : 'is not JSON';
    throw new FeedError(`The answer ${what}: ${(error as Error).message}.`);
  }
}
