import type { DataSource } from 'typeorm';
import { readCatalogue } from './catalogue.js';

/**
 * Brings table `place` up to the catalogue. Where it holds that already nothing is written, so every start may call it,
 * and several processes at once. A city that the catalogue no longer has stays: vacancies point to it.
 */
export async function ensurePlaces(db: DataSource): Promise<void> {
  const cities = readCatalogue();
  const columns = ['id', 'name', 'label', 'region', 'key', 'zone', 'lat', 'lng', 'population'] as const;
  await db.query(
    UPSERT,
    columns.map((column) => cities.map((city) => city[column])),
  );
}

const UPSERT = `
  insert into place (id, name, label, region, key, zone, lat, lng, population)
  select given.*
    from unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                $7::float8[], $8::float8[], $9::integer[])
           as given (id, name, label, region, key, zone, lat, lng, population)
   where not exists (
     select from place p
      where p.id = given.id
        and (p.name, p.label, p.region, p.key, p.zone, p.lat, p.lng, p.population)
          = (given.name, given.label, given.region, given.key, given.zone, given.lat, given.lng, given.population)
   )
   order by given.id
  on conflict (id) do update
     set (name, label, region, key, zone, lat, lng, population)
       = (excluded.name, excluded.label, excluded.region, excluded.key, excluded.zone,
          excluded.lat, excluded.lng, excluded.population)`;
