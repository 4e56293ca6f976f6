import { describe, expect, test } from '@jest/globals';
import { arbeitnow } from '../../../src/collect/formats/arbeitnow.js';
import { plainText } from '../../../src/collect/normalise/plain-text.js';
import { answered } from './reading.js';

const OWN = '<p>Find more <a href="https://www.arbeitnow.com/x">Jobs in Germany</a> on Arbeitnow</a>';
const JOB = {
  slug: 'baecker-bonn-1',
  company_name: 'Kissel GmbH',
  title: 'Bäcker (m/w/d)',
  description: `<p>Brot.</p>${OWN}`,
  remote: true,
  url: 'https://jobs.example.org/baecker-bonn-1',
  tags: ['Handwerk'],
  job_types: ['Vollzeit', 'berufserfahren'],
  location: 'Bonn',
  created_at: 1_785_792_634,
};
const read = (more: object) => answered(arbeitnow, { data: [{ ...JOB, ...more }] })[0]!;

test('gives every field that is kept, without the line that Arbeitnow adds about itself', () => {
  expect(read({})).toEqual({
    externalId: 'baecker-bonn-1',
    url: JOB.url,
    title: 'Bäcker (m/w/d)',
    employer: 'Kissel GmbH',
    places: 'Bonn',
    employment: ['Vollzeit', 'berufserfahren'],
    workFormat: 'remote',
    skills: ['Handwerk'],
    body: '<p>Brot.</p>',
    publishedAt: '1785792634',
  });
  expect(read({ remote: false }).workFormat).toBeNull();
});

test('a text that its employer sent escaped is read as the HTML it is', () => {
  const { body } = read({ description: `&lt;p&gt;Brot &amp;amp; Butter&lt;/p&gt;${OWN}\n` });
  expect(plainText(body!)).toBe('Brot & Butter');
});

describe('the next page', () => {
  const at = new URL('https://jobs.example.org/api/job-board-api');
  const next = (link: unknown) =>
    arbeitnow.readPage(JSON.stringify({ data: [], links: { next: link } }), at).next?.href ?? null;

  test('is where the answer says, asked as safely as this one', () => {
    expect(next('https://jobs.example.org/api/job-board-api?page=2')).toBe(`${at.href}?page=2`);
    expect(next('http://u:p@jobs.example.org/api/job-board-api?page=2')).toBe(`${at.href}?page=2`);
    expect(next('?page=2')).toBe(`${at.href}?page=2`);
  });

  test('is not there when the answer names none, or was saved in a file', () => {
    expect([next(null), next(''), next({})]).toEqual([null, null, null]);
    const saved = JSON.stringify({ data: [], links: { next: 'https://evil.example/' } });
    expect(arbeitnow.readPage(saved, null).next).toBeNull();
  });

  test.each([
    'https://evil.example/api?page=2',
    'https://jobs.example.org.evil.example/',
    'https://jobs.example.org:8443/',
    '//127.0.0.1/',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ])('at %s is refused', (link) => {
    expect(() => next(link)).toThrow(/^The answer names its next page at ".*", not at jobs\.example\.org\./);
  });

  test('that is no address, or this one again, is refused', () => {
    expect(() => next('http://[')).toThrow('The answer names a next page that is no address: "http://[".');
    expect(() => next(at.href)).toThrow('The answer names itself as its next page.');
  });
});
