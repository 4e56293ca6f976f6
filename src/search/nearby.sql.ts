import type { DataSource } from 'typeorm';
import type { CityChoice } from './places.js';

/** An hour and a half by train or car. */
const NEAR_KM = 100;

/** Cities of the catalogue within 100 km of any of `placeIds` and none of them, the most populous first. */
export const nearbyCities = (
  db: DataSource,
  placeIds: readonly number[],
  limit: number,
): Promise<CityChoice[]> =>
  db.query(
    `select near.id, near.label
       from place near
      where near.id <> all($1::integer[])
        and exists (
          select from place asked
           where asked.id = any($1::integer[]) and ${distanceKm('asked', 'near')} <= ${NEAR_KM}
        )
      order by near.population desc, near.id limit $2`,
    [placeIds, limit],
  );

/** As the crow flies on a plane: at 100 km it is wrong by less than one. */
const distanceKm = (a: string, b: string): string =>
  `111.2 * sqrt(power(${b}.lat - ${a}.lat, 2) + power((${b}.lng - ${a}.lng) * cos(radians(${a}.lat)), 2))`;
