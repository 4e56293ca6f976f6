import type { RawPosting, ReadItem } from '../posting.js';
import type { FileFormat, FileInput } from './format.js';
import { jsonRecords } from './json-records.js';
import { isRecord, listIn, textIn, textOfValue, valueAt } from './json-value.js';
import { placesOf } from './places-of.js';
import { textOf } from './text-of.js';

/**
 * «Работа России» (trudvsem.ru): the open data by federal district, one JSON document of several hundred megabytes
 * with a list `vacancies`. docs/formats.md has every field.
 */
export const trudvsemBulk: FileFormat = { kind: 'file', name: 'trudvsem-bulk', read };

async function* read(input: FileInput): AsyncGenerator<ReadItem> {
  for await (const { number, value } of jsonRecords(textOf(input), 'vacancies')) {
    const position = `record ${number}`;
    if (isRecord(value)) {
      yield { kind: 'posting', position, posting: readVacancy(value) };
    } else {
      const detail = 'It is no JSON object with the fields of a vacancy.';
      yield { kind: 'rejected', position, reason: 'not-a-posting', detail, raw: JSON.stringify(value) };
    }
  }
}

function readVacancy(vacancy: object): RawPosting {
  const text = (...path: string[]) => textIn(vacancy, ...path);
  return {
    externalId: text('id'),
    url: text('vac_url'),
    title: text('vacancy_name') ?? '',
    employer: text('company', 'name'),
    agency: text('original_source_type') === 'RECRUITMENT_AGENCY',
    origin: text('original_source_type'),
    places: placesOf(addressesOf(vacancy), null),
    pay: { from: text('salary_min'), to: text('salary_max'), currency: 'RUB' },
    experience: yearsOf(text('required_experience')),
    schedule: text('schedule_type'),
    employment: text('busy_type'),
    publishedAt: text('date_create'),
  };
}

/** One address as text; some files have several, as texts or as objects, under `work_places`. */
function addressesOf(vacancy: object): string[] {
  const several = listIn(vacancy, 'work_places').map(
    (place) => textOfValue(place) ?? textIn(place, 'address') ?? textIn(place, 'location'),
  );
  const address = textOfValue(valueAt(vacancy, 'vacancy_address'));
  return [address, ...(address === null ? several : [])].filter((one) => one !== null);
}

// A number of years; 0 is «без опыта».
const yearsOf = (experience: string | null): string | null => (experience === '0' ? 'без опыта' : experience);
