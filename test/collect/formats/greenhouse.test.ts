import { expect, test } from '@jest/globals';
import { greenhouse } from '../../../src/collect/formats/greenhouse.js';
import { plainText } from '../../../src/collect/normalise/plain-text.js';
import { answered } from './reading.js';

const AT = new URL('https://boards-api.example.org/v1/boards/kissel/jobs?content=true');
const JOB = {
  id: 4_100_200_300,
  absolute_url: 'https://boards.example.org/kissel/jobs/4100200300',
  title: 'Pump Engineer',
  company_name: 'Kissel Works',
  location: { name: 'Remote, Portugal' },
  offices: [{ name: 'EMEA', location: null }],
  departments: [{ name: 'Pumps' }],
  content:
    '&lt;p&gt;R&amp;amp;D of &lt;b&gt;pumps&lt;/b&gt;, x &amp;lt; 3&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Valves&lt;/li&gt;&lt;/ul&gt;',
  first_published: '2026-11-03T09:00:00-05:00',
  updated_at: '2026-11-20T09:00:00-05:00',
  application_deadline: '2026-12-31',
};
const read = (job: object) => answered(greenhouse, { jobs: [job], meta: { total: 1 } })[0]!;

test('gives every field that is kept, with the text unescaped once', () => {
  const { body, ...posting } = read(JOB);
  expect(posting).toEqual({
    externalId: '4100200300',
    url: JOB.absolute_url,
    title: 'Pump Engineer',
    employer: 'Kissel Works',
    places: ['Remote, Portugal'],
    pay: null,
    publishedAt: '2026-11-03T09:00:00-05:00',
    expiresAt: '2026-12-31',
  });
  expect(body).toBe('<p>R&amp;D of <b>pumps</b>, x &lt; 3</p><ul><li>Valves</li></ul>');
  expect(plainText(body!)).toBe('R&D of pumps, x < 3\n\n• Valves');
});

test('a text that was never escaped keeps its entities', () => {
  expect(read({ ...JOB, content: '<p>List&lt;String&gt;</p>' }).body).toBe('<p>List&lt;String&gt;</p>');
});

test('an answer that names no employer leaves it unsaid', () => {
  expect(read({ id: 1, title: 'Cook' })).toMatchObject({ employer: null, places: [], body: null });
});

test('offices stand in for a location that is not there, by where they are before how they are called', () => {
  const offices = [{ name: 'HQ', location: 'Lisbon, Portugal' }, { name: 'Porto' }, null];
  expect(read({ ...JOB, location: { name: ' ' }, offices }).places).toEqual(['Lisbon, Portugal', 'Porto']);
});

test('the updated date stands in for the first published one', () => {
  expect(read({ ...JOB, first_published: null }).publishedAt).toBe('2026-11-20T09:00:00-05:00');
});

test('pay goes from the least to the most of the ranges in one currency, in whole units', () => {
  const ranges = [
    { min_cents: 12_000_050, max_cents: 15_000_000, currency_type: 'USD', title: 'Denver' },
    { min_cents: 14_000_000, max_cents: 18_000_000, currency_type: 'USD', title: 'New York' },
    { min_cents: 9_000_000, max_cents: 30_000_000, currency_type: 'EUR', title: 'Lisbon' },
  ];
  expect(read({ ...JOB, pay_input_ranges: ranges }).pay).toEqual({
    from: 120_000.5,
    to: 180_000,
    currency: 'USD',
  });
  expect(read({ ...JOB, pay_input_ranges: [{ min_cents: 0, max_cents: '1' }] }).pay).toBeNull();
});

test('asks for the texts and the pay, and keeps the rest of the address', () => {
  expect(greenhouse.firstPage(new URL('https://boards-api.example.org/v1/boards/k/jobs?x=1')).search).toBe(
    '?x=1&content=true&pay_transparency=true',
  );
});

test('a board is one answer; one that counts more than it holds is refused, unless it was saved', () => {
  const cut = JSON.stringify({ jobs: [JOB], meta: { total: 167 } });
  expect(() => greenhouse.readPage(cut, AT)).toThrow(
    'The answer holds 1 of the 167 vacancies that it counts.',
  );
  expect(greenhouse.readPage(cut, null)).toMatchObject({ items: [{ kind: 'posting' }], next: null });
  const nearly = JSON.stringify({ jobs: Array.from({ length: 9 }, () => JOB), meta: { total: 10 } });
  expect(greenhouse.readPage(nearly, AT)).toMatchObject({ next: null });
});
