import { expect, test } from '@jest/globals';
import { indeedXml } from '../../../src/collect/formats/indeed-xml.js';
import { normalisePay } from '../../../src/collect/normalise/pay.js';
import { fed, postingsIn } from './reading.js';

const cdata = (fields: Record<string, string>) =>
  Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`);
const JOB = {
  title: 'Night Nurse',
  date: 'Fri, 20 Nov 2026 22:49:39 GMT',
  referencenumber: 'n-1',
  requisitionid: 'r-1',
  url: ' https://jobs.example.org/view?id=n-1&amp;source=Indeed ',
  company: 'Kissel Clinic &amp; Co',
  sourcename: 'Kissel Group',
  city: 'Pär&#46;nu',
  state: '',
  country: 'EE',
  description: '<p>Watch &amp; care.</p>',
  salary: '$10 - $20 / hour',
  jobtype: 'fulltime, parttime',
  experience: '5+ years',
  expirationdate: 'Mon, 21 Dec 2026 10:00:00 GMT',
  remotetype: 'WFH Flexible',
};
const feed = (...jobs: Record<string, string>[]) =>
  `<?xml version="1.0"?>\n<source><publisher>Desk</publisher>\n${jobs
    .map((job) => `<job>${cdata(job).join('\n')}</job>`)
    .join('\n')}</source>`;
const read = async (more: Record<string, string>) =>
  postingsIn((await fed(indeedXml, feed({ ...JOB, ...more }))).items)[0]!;

test('gives every field that is kept', async () => {
  expect(await read({})).toEqual({
    externalId: 'n-1',
    url: 'https://jobs.example.org/view?id=n-1&source=Indeed',
    title: 'Night Nurse',
    employer: 'Kissel Clinic &amp; Co',
    places: 'Pär.nu, EE',
    pay: { text: '$10 - $20 / hour' },
    experience: '5+ years',
    employment: 'fulltime, parttime',
    workFormat: 'hybrid',
    body: '<p>Watch &amp; care.</p>',
    publishedAt: JOB.date,
    expiresAt: JOB.expirationdate,
  });
});

test('the parent stands in for a company that is not named', async () => {
  expect((await read({ company: ' ' })).employer).toBe('Kissel Group');
});

test('Indeed’s names for remote work are ours, and a name of somebody’s own stays', async () => {
  const formats = ['COVID-19', 'Fully remote', 'Tuesdays'].map(
    async (remotetype) => (await read({ remotetype })).workFormat,
  );
  expect(await Promise.all(formats)).toEqual(['remote', 'Fully remote', 'Tuesdays']);
  expect((await read({ remotetype: '' })).workFormat).toBeNull();
});

test.each([
  ['$50K per year', { from: 50_000, to: 50_000, currency: 'USD', period: 'year' }],
  ['$10 - $20 / hour', { from: 10, to: 20, currency: 'USD', period: 'hour' }],
])('the pay %s is understood', async (salary, pay) => {
  expect(normalisePay((await read({ salary })).pay, () => 1)).toMatchObject(pay);
});

test('says where each job stood', async () => {
  const { items } = await fed(indeedXml, feed({ title: 'A' }, { title: 'B' }));
  expect(items.map(({ position }) => position)).toEqual(['job 1, line 3', 'job 2, line 4']);
});
