import type { DataSource } from 'typeorm';
import { type Filters, NO_FILTERS } from '../language/filters.js';
import type { SearchParameters } from './search-parameters.js';

interface Saved {
  query: string;
  filters: Partial<Filters>;
}

/** Saved searches as the parameters of the search page: for links to it, and for the form that edits them. */
export async function savedParameters(db: DataSource, saved: readonly Saved[]): Promise<SearchParameters[]> {
  const ids = saved.flatMap(({ filters }) => filters.places ?? []);
  const rows: { id: number; label: string }[] =
    ids.length === 0 ? [] : await db.query('select id, label from place where id = any($1)', [ids]);
  const labels = new Map(rows.map(({ id, label }) => [id, label]));
  return saved.map(({ query, filters }) => {
    const { places, cityNames, payFrom, ...rest } = { ...NO_FILTERS, ...filters };
    const cities = [...places.flatMap((id) => labels.get(id) ?? []), ...cityNames];
    return { ...rest, query, cities, payFrom, page: 1, complaints: [] };
  });
}
