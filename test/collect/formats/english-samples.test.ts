import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { importFiles } from '../../../src/collect/import-files.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const present = existsSync(DATA);
if (!present) process.stdout.write('skipped: no ../shared/data (English boards)\n');
const testReal = present ? test : test.skip;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate source, vacancy, cluster, employer restart identity cascade'));

const take = (format: string, open: () => AsyncIterable<Uint8Array>) =>
  importFiles(db.dataSource, {
    format,
    source: 'board',
    now: new Date('2026-11-25T12:00:00Z'),
    files: [{ name: format, open }],
  });

const SAMPLES = 'feeds/samples/';
const WWR = `${SAMPLES}weworkremotely-`;

/** Format, file, vacancies; then how many are closed by their own date, name an employer, and state pay. */
const FILES: [string, string, number, { expired: number; employed: number; paid: number }][] = [
  ['greenhouse', `${SAMPLES}greenhouse-gitlab.json`, 2, { expired: 0, employed: 2, paid: 0 }],
  ['lever', `${SAMPLES}lever-matchgroup.json`, 2, { expired: 0, employed: 0, paid: 1 }],
  ['ashby', `${SAMPLES}ashby-linear.json`, 2, { expired: 0, employed: 0, paid: 0 }],
  ['remotive', `${SAMPLES}remotive.json`, 5, { expired: 0, employed: 5, paid: 3 }],
  ['arbeitnow', `${SAMPLES}arbeitnow.json`, 5, { expired: 0, employed: 5, paid: 0 }],
  ['rss', `${WWR}customer-support-2022-11.rss`, 27, { expired: 27, employed: 27, paid: 0 }],
  ['rss', `${WWR}design-2022-11.rss`, 22, { expired: 22, employed: 22, paid: 0 }],
  ['rss', `${WWR}devops-2022-11.rss`, 30, { expired: 30, employed: 30, paid: 0 }],
  ['rss', 'vacancies-en/weworkremotely-all-other-2022-11.rss.gz', 74, { expired: 74, employed: 74, paid: 0 }],
];

testReal.each(FILES)('%s takes every vacancy of %s', async (format, file, count, { expired, ...held }) => {
  const open = () => createReadStream(DATA + file);
  expect(await take(format, open)).toMatchObject({ read: count, added: count, expired, rejected: {} });
  const [found] = await db.query(
    `select count(employer_name)::int as employed, count(pay_from)::int as paid,
            count(*) filter (where url like 'https://%')::int as linked, count(published_at)::int as dated,
            count(*) filter (where length(body) > 400)::int as written,
            count(*) filter (where body ~ '<(p|div|br|li|strong)[ />]|&[a-z]+;')::int as marked_up from vacancy`,
  );
  expect(found).toEqual({ ...held, linked: count, dated: count, written: count, marked_up: 0 });
  expect(await take(format, open)).toMatchObject({ read: count, added: 0, changed: 0, unchanged: count });
});

const MANUAL = `${DATA}feeds/docs/xml-job-feeds/indeed.md`;
testReal('indeed-xml takes the vacancy that the description of the format shows', async () => {
  const xml = /<\?xml version[\s\S]*?<\/source>/.exec(readFileSync(MANUAL, 'utf8'))![0];
  const answer = await take('indeed-xml', () => Readable.from([Buffer.from(xml)]));
  expect(answer).toMatchObject({ read: 1, added: 1, rejected: {} });
  expect(
    await db.query('select external_id, place_text, pay_period, experience, employment from vacancy'),
  ).toEqual([
    {
      external_id: 'unique123131',
      place_text: 'Phoenix, AZ, US',
      pay_period: 'year',
      experience: '3-6',
      employment: ['full', 'part'],
    },
  ]);
});

testReal('the one real title with two colons keeps the second', async () => {
  await take('rss', () => createReadStream(`${DATA}vacancies-en/weworkremotely-all-other-2022-11.rss.gz`));
  const found = await db.query<{ employer_name: string }>(
    `select employer_name from vacancy where title like '%: Long-term job%'`,
  );
  expect(found.map(({ employer_name }) => employer_name)).toEqual(['Proxify AB', 'Proxify AB']);
});
