import { FeedError } from './inflate.js';

/** The address of a page of an API that numbers its pages in the parameter `page`. */
export function atPage(url: URL, page: number, more: Record<string, string> = {}): URL {
  const address = new URL(url);
  for (const [name, value] of Object.entries({ ...more, page: String(page) })) {
    address.searchParams.set(name, value);
  }
  return address;
}

/** The number that an address made by `atPage` asks for. */
export const pageOf = (url: URL): number => Number(url.searchParams.get('page'));

/**
 * The address after this one. Throws FeedError where nothing was found though the API says that more follows: a list
 * that was cut looks like vacancies that are gone.
 */
export function pageAfter(at: URL, found: number): URL {
  if (found > 0) return atPage(at, pageOf(at) + 1);
  throw new FeedError('The answer is empty, though it says that more vacancies follow.');
}
