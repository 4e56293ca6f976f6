import { describe, expect, test } from '@jest/globals';
import { lever } from '../../../src/collect/formats/lever.js';
import { normalisePay } from '../../../src/collect/normalise/pay.js';
import { plainText } from '../../../src/collect/normalise/plain-text.js';
import { answered } from './reading.js';

const POSTING = {
  id: '6f0c-1',
  text: 'Ferry Pilot',
  hostedUrl: 'https://jobs.example.org/kissel/6f0c-1',
  applyUrl: 'https://jobs.example.org/kissel/6f0c-1/apply',
  categories: { commitment: 'Full-time', team: 'Fleet', location: 'Oslo', allLocations: ['Oslo', 'Bergen'] },
  country: 'NO',
  createdAt: 1_779_223_091_267,
  workplaceType: 'on-site',
  opening: '<div>We ferry.</div>',
  description: '<div>We ferry.</div><div>You steer.</div>',
  lists: [{ text: 'You bring <3', content: '<li>A licence</li><li>Calm</li>' }],
  salaryRange: { min: 500_000, max: 620_000, currency: 'NOK', interval: 'per-year-salary' },
  salaryDescription: '<p>Pay depends on the licence.</p>',
  additional: '<p>Write to us.</p>',
};
const read = (more: object) => answered(lever, [{ ...POSTING, ...more }])[0]!;

test('gives every field that is kept; the employer is not among what Lever says', () => {
  const { body, ...posting } = read({});
  expect(posting).toEqual({
    externalId: '6f0c-1',
    url: POSTING.hostedUrl,
    title: 'Ferry Pilot',
    places: ['Oslo', 'Bergen'],
    pay: { from: '500000', to: '620000', currency: 'NOK', period: 'year' },
    employment: 'Full-time',
    workFormat: 'on-site',
    publishedAt: '1779223091267',
  });
  expect(plainText(body!)).toBe(
    'We ferry.\n\nYou steer.\n\nYou bring <3\n\n• A licence\n• Calm\n\nPay depends on the licence.\n\nWrite to us.',
  );
});

test('where only plain texts stand, their lines are kept', () => {
  const plain = { descriptionPlain: 'We ferry.\nR&D <b>', description: '', lists: [], additional: ' ' };
  expect(plainText(read({ ...plain, salaryDescription: null }).body!)).toBe('We ferry.\nR&D <b>');
});

test('"unspecified" says nothing of where the work is done, and one location is enough', () => {
  const posting = read({ workplaceType: 'unspecified', categories: { location: 'Oslo' } });
  expect(posting).toMatchObject({ workFormat: null, places: ['Oslo'], employment: null });
});

test.each([
  ['per-year-salary', 'year'],
  ['per-month-salary', 'month'],
  ['per-hour-wage', 'hour'],
])('%s is paid for a %s', (interval, period) => {
  const { pay } = read({ salaryRange: { min: 4_000, max: 5_000, currency: 'USD', interval } });
  expect(normalisePay(pay, () => 1)).toMatchObject({ from: 4_000, to: 5_000, currency: 'USD', period });
});

test('pay for two weeks is no month’s pay: it stands in the text', () => {
  const posting = read({ salaryRange: { min: 900, max: 1100, currency: 'USD', interval: 'bi-week-salary' } });
  expect(posting.pay).toBeNull();
  expect(plainText(posting.body!)).toContain('900 – 1100 USD bi-week-salary');
});

describe('paging', () => {
  const first = (address: string) => lever.firstPage(new URL(address)).search;
  const page = (count: number, at: string) =>
    lever.readPage(JSON.stringify(Array.from({ length: count }, () => POSTING)), new URL(at));

  test('begins at none skipped, a hundred at a time or fewer if the address says so, never grouped', () => {
    expect(first('https://api.example.org/v0/postings/k')).toBe('?mode=json&limit=100&skip=0');
    expect(first('https://api.example.org/v0/postings/k?team=Fleet&group=team&skip=7&limit=25')).toBe(
      '?team=Fleet&skip=0&limit=25&mode=json',
    );
    expect(first('https://api.example.org/v0/postings/k?limit=5000')).toBe('?limit=100&mode=json&skip=0');
  });

  test('goes on while pages are full', () => {
    const at = 'https://api.example.org/v0/postings/k?limit=3&skip=6';
    expect(page(3, at).next?.search).toBe('?limit=3&skip=9');
    expect(page(2, at).next).toBeNull();
    expect(page(0, at).next).toBeNull();
  });

  test('ends at a server that heeds no limit', () => {
    expect(page(5, 'https://api.example.org/v0/postings/k?limit=3&skip=0').next).toBeNull();
  });
});

test('says what Lever says of a site that is not there', () => {
  const answer = '{"ok":false,"error":"Document not found"}';
  expect(() => lever.readPage(answer, null)).toThrow('The answer says "Document not found".');
});
