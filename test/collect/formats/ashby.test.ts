import { expect, test } from '@jest/globals';
import { ashby } from '../../../src/collect/formats/ashby.js';
import { normalisePay } from '../../../src/collect/normalise/pay.js';
import { plainText } from '../../../src/collect/normalise/plain-text.js';
import { normaliseTerms } from '../../../src/collect/normalise/vocabulary.js';
import { answered } from './reading.js';

const SALARY = {
  compensationType: 'Salary',
  interval: '1 YEAR',
  currencyCode: 'EUR',
  minValue: 60_000,
  maxValue: 80_000,
};
const JOB = {
  id: 'a-1',
  title: 'Glazier',
  jobUrl: 'https://jobs.example.org/kissel/a-1',
  employmentType: 'FullTime',
  location: 'Berlin Office',
  address: {
    postalAddress: { addressLocality: 'Berlin', addressRegion: 'Berlin', addressCountry: 'Germany' },
  },
  secondaryLocations: [
    { location: 'Europe', address: {} },
    { location: 'LIS', address: { addressLocality: 'Lisbon', addressCountry: 'Portugal' } },
  ],
  isListed: true,
  isRemote: true,
  workplaceType: 'Hybrid',
  publishedAt: '2026-10-01T08:00:00.000+00:00',
  descriptionHtml: '<p>Glass.</p>',
  descriptionPlain: 'Glass.',
  shouldDisplayCompensationOnJobPostings: true,
  compensation: {
    compensationTierSummary: '€60K – €80K • Offers Equity',
    scrapeableCompensationSalarySummary: '€60K - €80K',
    summaryComponents: [{ compensationType: 'EquityPercentage', minValue: 1, maxValue: 2 }, SALARY],
  },
};
const read = (more: object) => answered(ashby, { apiVersion: '1', jobs: [{ ...JOB, ...more }] })[0]!;

test('gives every field that is kept; an address with a town counts before a name for it', () => {
  expect(read({})).toEqual({
    externalId: 'a-1',
    url: JOB.jobUrl,
    title: 'Glazier',
    places: ['Berlin, Berlin, Germany', 'Europe', 'Lisbon, Portugal'],
    pay: { from: '60000', to: '80000', currency: 'EUR', period: 'year', text: '€60K - €80K' },
    employment: 'FullTime',
    workFormat: 'Hybrid',
    body: '<div><p>Glass.</p></div>',
    publishedAt: JOB.publishedAt,
  });
});

test('a job that is not listed is nobody’s posting, and the others keep their places', () => {
  const jobs = [{ ...JOB, isListed: false }, JOB];
  expect(ashby.readPage(JSON.stringify({ jobs }), null).items.map(({ position }) => position)).toEqual([
    'item 2',
  ]);
});

test('"isRemote" counts where no workplace is named', () => {
  expect(read({ workplaceType: null }).workFormat).toBe('Remote');
  expect(read({ workplaceType: null, isRemote: false }).workFormat).toBeNull();
});

test('all employment types that Ashby has are understood', () => {
  const types = ['FullTime', 'PartTime', 'Intern', 'Contract', 'Temporary'];
  const terms = types.map((employmentType) =>
    normaliseTerms({ employment: read({ employmentType }).employment }),
  );
  expect(terms.flatMap(({ employment }) => employment)).toEqual([
    'full',
    'part',
    'internship',
    'project',
    'temporary',
  ]);
  expect(terms.flatMap(({ unmapped }) => unmapped)).toEqual([]);
});

test('pay that the employer does not show is not shown here', () => {
  expect(read({ shouldDisplayCompensationOnJobPostings: false }).pay).toBeNull();
});

test('without figures the words of the pay count', () => {
  const words = { compensationTierSummary: '$91K – $115K', summaryComponents: [] };
  const { pay } = read({ compensation: words });
  expect(normalisePay(pay, () => 1)).toMatchObject({ from: 91_000, to: 115_000, currency: 'USD' });
});

test('pay for a length of time that is none of ours stands in the text', () => {
  const summaryComponents = [{ ...SALARY, interval: '2 WEEK', currencyCode: '<b>' }];
  const posting = read({ compensation: { summaryComponents }, descriptionHtml: null });
  expect(posting.pay).toBeNull();
  expect(plainText(posting.body!)).toBe('Glass.\n\n60000 – 80000 <b> 2 WEEK');
});

test('asks for the pay', () => {
  const url = new URL('https://api.example.org/posting-api/job-board/kissel');
  expect(ashby.firstPage(url).search).toBe('?includeCompensation=true');
});
