import type { EntityManager } from 'typeorm';
import type { FreshOverview } from './fresh/fresh-overview.js';
import type { Overview } from './overview.sql.js';

/** An overview from memory with the names of its employers and cities; one that has gone meanwhile is left out. */
export async function named(tx: EntityManager, overview: FreshOverview): Promise<Overview> {
  const { employers, cities } = overview;
  const [names]: { employers: Names; places: Names }[] = await tx.query(NAMES, [
    employers.map(({ id }) => id),
    cities.map(({ id }) => id),
  ]);
  return {
    ...overview,
    employers: employers.flatMap(({ id, ...figures }) => {
      const name = names!.employers[id];
      return name === undefined ? [] : { id, name, ...figures };
    }),
    cities: cities.flatMap(({ id, ...figures }) => {
      const label = names!.places[id];
      return label === undefined ? [] : { id, label, ...figures };
    }),
  };
}

type Names = Record<number, string>;

const NAMES = `
  select (select coalesce(json_object_agg(id, name), '{}') from employer where id = any($1::integer[])) as employers,
         (select coalesce(json_object_agg(id, label), '{}') from place where id = any($2::integer[])) as places`;
