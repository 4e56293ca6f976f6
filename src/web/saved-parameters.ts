import type { DataSource } from 'typeorm';
import { type Filters, NO_FILTERS } from '../language/filters.js';
import { cityLabels } from '../search/places.js';
import type { SearchParameters } from './search-parameters.js';

interface Saved {
  query: string;
  filters: Partial<Filters>;
}

/** Saved searches as the parameters of the search page: for links to it, and for the form that edits them. */
export async function savedParameters(db: DataSource, saved: readonly Saved[]): Promise<SearchParameters[]> {
  const labels = await cityLabels(
    db,
    saved.flatMap(({ filters }) => filters.places ?? []),
  );
  return saved.map(({ query, filters }) => {
    const { places, cityNames, payFrom, ...rest } = { ...NO_FILTERS, ...filters };
    const cities = [...places.flatMap((id) => labels.get(id) ?? []), ...cityNames];
    return { ...rest, query, cities, payFrom, page: 1, complaints: [] };
  });
}
