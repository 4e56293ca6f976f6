import type { DataSource } from 'typeorm';
import { type ResolvedCities, resolveCities, writtenNames } from '../search/places.js';
import type { SearchRequest } from '../search/search-request.js';
import type { Complaint, SearchParameters } from './search-parameters.js';

/** A search as asked, with its cities looked up and everything that needs a word to the person. */
export interface ReadRequest {
  request: SearchRequest;
  complaints: Complaint[];
  /** Nothing sensible can be looked for: the text had to be dropped. */
  unreadable: boolean;
}

/** Turns the parameters of an address into a request; the only place where names of cities become places. */
export async function requestOf(db: DataSource, parameters: SearchParameters): Promise<ReadRequest> {
  const cities = await resolveCities(db, parameters.cities);
  const { query, payFrom, onlyWithPay, experience, schedule, employment } = parameters;
  const { excludeWords, excludeEmployers, noAgencies } = parameters;
  return {
    request: {
      query,
      filters: {
        places: cities.placeIds,
        cityNames: writtenNames(cities),
        payFrom,
        onlyWithPay,
        experience,
        schedule,
        employment,
        excludeWords,
        excludeEmployers,
        noAgencies,
      },
    },
    complaints: [...parameters.complaints, ...cityComplaints(cities)],
    unreadable: parameters.complaints.some(({ key }) => key === 'queryTooLong' || key === 'withoutTooLong'),
  };
}

const cityComplaints = ({ unknown, ambiguous }: ResolvedCities): Complaint[] => [
  ...unknown.map((name) => ({ key: 'unknownCity', values: { name } })),
  ...ambiguous.map(({ name, labels }) => ({
    key: 'ambiguousCity',
    values: { name, labels: labels.join(', ') },
  })),
];
