import type { Format } from '../formats/format.js';
import { FeedError } from '../formats/inflate.js';
import type { SourceEntry } from './read-sources.js';

/**
 * The headers that carry a source's key; none where sources.yaml names none. The key itself stands in a variable of the
 * environment and nowhere else. Throws FeedError where it is not set.
 */
export function keyHeadersOf(
  { key, keyHeader }: SourceEntry,
  format: Format,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> | undefined {
  if (key === undefined) return undefined;
  const value = env[key]?.trim() ?? '';
  if (value === '') {
    throw new FeedError(`Its key is missing: set the variable ${key} in the environment of the service.`);
  }
  // What cannot stand in a header would be told by its value.
  if (!/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(value)) {
    throw new FeedError(
      `Its key in the variable ${key} holds a sign that no key has: only printable ASCII is sent.`,
    );
  }
  return keyHeader === undefined ? format.keyHeaders?.(value) : { [keyHeader.toLowerCase()]: value };
}
