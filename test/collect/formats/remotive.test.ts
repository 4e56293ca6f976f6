import { expect, test } from '@jest/globals';
import { remotive } from '../../../src/collect/formats/remotive.js';
import { readCatalogue } from '../../../src/collect/places/catalogue.js';
import { placeResolver } from '../../../src/collect/places/resolve.js';
import { answered } from './reading.js';

const JOB = {
  id: 77,
  url: 'https://remote.example.org/jobs/77',
  title: 'Proofreader',
  company_name: 'Kissel Press',
  category: 'Writing',
  tags: ['editing', 5, null],
  job_type: 'part_time',
  publication_date: '2026-11-01T10:00:00',
  candidate_required_location: 'Europe, Moscow; UK',
  salary: '$18 - $22/hr',
  description: '<p>Read.</p>',
};
const ANSWER = {
  '0-legal-notice': 'Link back, please.',
  'job-count': 1,
  'total-job-count': 900,
  jobs: [JOB],
};

test('gives every field that is kept; the legal notice is no vacancy', () => {
  expect(answered(remotive, ANSWER)).toEqual([
    {
      externalId: '77',
      url: JOB.url,
      origin: 'Remotive',
      title: 'Proofreader',
      employer: 'Kissel Press',
      places: 'Remote (Europe / Moscow / UK)',
      pay: { text: '$18 - $22/hr' },
      employment: 'part_time',
      workFormat: 'remote',
      skills: ['editing', '5'],
      body: '<p>Read.</p>',
      publishedAt: JOB.publication_date,
    },
  ]);
});

test('where candidates may live is shown and is no city', () => {
  const [posting] = answered(remotive, ANSWER);
  expect(placeResolver(readCatalogue())(posting!.places)).toEqual({
    placeText: 'Remote (Europe / Moscow / UK)',
    placeIds: [],
    abroad: false,
    cityKey: null,
    remote: true,
  });
  expect(answered(remotive, { jobs: [{ ...JOB, candidate_required_location: ' ' }] })[0]!.places).toBeNull();
});

test('one answer is all; it is refused when it holds less than it counts itself', () => {
  const at = new URL('https://remote.example.org/api/remote-jobs?limit=1');
  expect(remotive.firstPage(at).href).toBe(at.href);
  expect(remotive.readPage(JSON.stringify(ANSWER), at)).toMatchObject({ items: [{}], next: null });
  const cut = JSON.stringify({ ...ANSWER, 'job-count': 30 });
  expect(() => remotive.readPage(cut, at)).toThrow('The answer holds 1 of the 30 vacancies');
});
