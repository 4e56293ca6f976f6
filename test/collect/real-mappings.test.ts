import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importFiles } from '../../src/collect/import-files.js';
import { readMappingFile } from '../../src/collect/import-mapping.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { day } from './support.js';

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const MAPPINGS = fileURLToPath(new URL('../../catalogue/mappings/', import.meta.url));
const withData = existsSync(DATA) ? test : test.skip;
if (!existsSync(DATA)) process.stdout.write('skipped: no ../shared/data (mappings of real files)\n');

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** File, mapping, and what comes of it: read, added. Nothing is rejected in any of them; the rest is repeated ids. */
const FILES: [string, string, number, number][] = [
  ['feeds/samples/eures-search.json', 'eures', 3, 3],
  ['feeds/samples/jobtech-se-search.json', 'jobtech', 10, 10],
  ['vacancies-en/apinfo-pt-391.json.gz', 'apinfo', 391, 391],
  ['vacancies-en/linkedin-data-analyst-975.csv.gz', 'linkedin-data-analyst', 971, 970],
  ['vacancies-en/postings-labelled-671.csv.gz', 'postings-labelled', 599, 501],
  ['vacancies-ru/table-fropych_2022-04_by_query.csv.gz', 'hh-table-by-query', 16677, 12898],
  ['vacancies-ru/table-mshp_2026_5cities_all_professions.csv.gz', 'hh-table-roles', 5592, 5592],
  ['vacancies-ru/table-murakhin_2022-07_with_description.csv.gz', 'hh-table-described', 346, 345],
  ['vacancies-ru/table-ural_2008.csv.gz', 'hh-table', 17549, 17536],
  ['vacancies-ru/table-ural_2022.csv.gz', 'hh-table', 18294, 13055],
  ['vacancies-ru/table-ural_2022-12_day1.csv.gz', 'hh-table', 4536, 4533],
];

withData.each(FILES)(
  '%s imports whole with catalogue/mappings/%s.yaml',
  async (path, name, read, added) => {
    const {
      seconds: _,
      peakRssMb: __,
      unmapped,
      ...counts
    } = await importFiles(db.dataSource, {
      format: path.includes('.csv') ? 'csv' : 'json',
      source: (path.split('/').at(-1) as string).split('.')[0]!.toLowerCase(),
      mapping: readMappingFile(`${MAPPINGS}${name}.yaml`),
      files: [{ name: path, open: () => createReadStream(DATA + path) }],
      now: day(1),
    });
    expect({ read: counts.read, added: counts.added, rejected: counts.rejected }).toEqual({
      read,
      added,
      rejected: {},
    });
  },
  120_000,
);
