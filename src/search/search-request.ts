import type { Filters } from '../language/filters.js';

/** What is asked: words in the query language, and filters. */
export interface SearchRequest {
  query: string;
  filters: Partial<Filters>;
}

/** Cities that one search may name. */
export const MOST_CITIES = 20;
