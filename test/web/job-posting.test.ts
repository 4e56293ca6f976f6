import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSource, buildVacancy, type VacancyGiven } from '../support/build.js';
import { openSite, type Site } from './site.js';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const SCRIPT = /<script type="application\/ld\+json">(.*?)<\/script>/gs;

async function pageOf(given: VacancyGiven, columns: Record<string, unknown> = {}) {
  const { id, clusterId } = await buildVacancy(site.db.dataSource, { placeIds: [1], ...given });
  for (const [name, value] of Object.entries(columns))
    await site.db.query(`update vacancy set ${name} = $2 where id = $1`, [id, value]);
  const page = await site.page(`/vacancies/${id}`);
  const found = [...page.html.matchAll(SCRIPT)].map(([, json = '']) => JSON.parse(json));
  return { id, clusterId, ...page, found, posting: found[0] };
}

describe('a vacancy for search engines', () => {
  test('it says all that a posting of a job must, and nothing that it does not know', async () => {
    const { id, posting, plain } = await pageOf(
      {
        title: 'Менеджер по работе с клиентами',
        company: 'ООО «Рога & копыта»',
        body: 'Работать\nс клиентами.\n\nГрафик <2/2> & премии.',
        payMonthRub: 90_000,
        employment: ['part', 'full', 'project'],
        experience: '1-3',
        skills: ['CRM', 'Excel'],
        firstSeenAt: new Date('2026-11-02T10:00:00Z'),
      },
      { published_at: '2026-11-01T08:00:00Z', expires_at: '2099-01-01T00:00:00Z', pay_to: 120_000 },
    );
    expect(posting).toEqual({
      '@context': 'https://schema.org/',
      '@type': 'JobPosting',
      title: 'Менеджер по работе с клиентами',
      description: '<p>Работать<br>с клиентами.</p><p>График &lt;2/2&gt; &amp; премии.</p>',
      identifier: { '@type': 'PropertyValue', name: 'built', value: id },
      datePosted: '2026-11-01T08:00:00.000Z',
      validThrough: '2099-01-01T00:00:00.000Z',
      hiringOrganization: { '@type': 'Organization', name: 'ООО «Рога & копыта»' },
      jobLocation: [
        {
          '@type': 'Place',
          address: {
            '@type': 'PostalAddress',
            addressLocality: 'Москва',
            addressRegion: 'Москва',
            addressCountry: 'RU',
          },
        },
      ],
      baseSalary: {
        '@type': 'MonetaryAmount',
        currency: 'RUB',
        value: { '@type': 'QuantitativeValue', minValue: 90_000, maxValue: 120_000, unitText: 'MONTH' },
      },
      employmentType: ['PART_TIME', 'FULL_TIME', 'CONTRACTOR'],
      experienceRequirements: { '@type': 'OccupationalExperienceRequirements', monthsOfExperience: 12 },
      skills: 'CRM, Excel',
      directApply: false,
      url: `http://localhost:3000/vacancies/${id}`,
    });
    expect(plain).toContain(`<link rel="canonical" href="http://localhost:3000/vacancies/${id}">`);
    expect(plain).toContain('<meta property="og:title" content="Менеджер по работе с клиентами">');
  });

  test('remote work has no place, and only work that is nowhere else is called remote', async () => {
    const remote = await pageOf({ placeIds: [], schedule: ['remote'], workFormat: ['remote'] });
    expect(remote.posting).toMatchObject({
      jobLocationType: 'TELECOMMUTE',
      applicantLocationRequirements: { '@type': 'Country', name: 'RU' },
    });
    expect(remote.posting.jobLocation).toBeUndefined();
    const hybrid = await pageOf({ schedule: ['remote'], workFormat: ['hybrid', 'remote'] });
    expect(hybrid.posting.jobLocationType).toBeUndefined();
    expect(hybrid.posting.jobLocation).toHaveLength(1);
  });

  test('the text of a posting cannot end the script that it stands in', async () => {
    const body = '</script><script>alert(1)</script><!-- <script \u2028 ]]>';
    const { html, posting } = await pageOf({ title: body, company: body, skills: [body], body });
    expect(posting.title).toBe(body);
    expect(posting.hiringOrganization.name).toBe(body);
    expect(html).not.toMatch(/<script>alert/);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
  });

  test('pay by the shift is left out, by the hour it is by the hour', async () => {
    expect(
      (await pageOf({ payMonthRub: 3_000 }, { pay_period: 'shift' })).posting.baseSalary,
    ).toBeUndefined();
    const { baseSalary } = (await pageOf({ payMonthRub: 300 }, { pay_period: 'hour', pay_to: 300 })).posting;
    expect(baseSalary.value).toEqual({ '@type': 'QuantitativeValue', value: 300, unitText: 'HOUR' });
  });

  test('what lacks something that is required says nothing', async () => {
    expect((await pageOf({ placeIds: [] })).found).toEqual([]);
    expect((await pageOf({ body: ' ' })).found).toEqual([]);
    expect((await pageOf({}, { expires_at: '2026-01-01T00:00:00Z' })).found).toEqual([]);
    const sourceId = await buildSource(site.db.dataSource, { name: 'demo', demo: true });
    const demo = await pageOf({ sourceId });
    expect(demo.found).toEqual([]);
    expect(demo.html).toContain('<meta name="robots" content="noindex">');
    expect((await pageOf({}, { employer_name: null })).posting.hiringOrganization).toBe('confidential');
  });

  test('a closed vacancy is gone for search engines and has a page for people', async () => {
    const { status, html, found } = await pageOf({ title: 'Закрытая', closedAt: new Date() });
    expect([status, found]).toEqual([410, []]);
    expect(html).toContain('Вакансия закрыта');
    expect(html).toContain('Похожие вакансии');
  });

  test('a copy points to the one that stands for the job', async () => {
    const first = await pageOf({ title: 'Пекарь' });
    const copy = await pageOf({ title: 'Пекарь', clusterId: first.clusterId });
    expect(copy.plain).toContain(`<link rel="canonical" href="http://localhost:3000/vacancies/${first.id}">`);
  });

  test('no other page has a posting', async () => {
    for (const path of ['/', '/vacancies?q=аналитик', '/vacancies', '/status'])
      expect((await site.page(path)).html).not.toContain('ld+json');
  });
});

describe('what pages say of themselves', () => {
  test('every public page has one address, a description, and itself in the other language', async () => {
    for (const path of ['/', '/vacancies', '/taxes', '/how', '/privacy', '/status', '/api/docs']) {
      const { plain, html } = await site.page(path);
      expect(plain).toContain(`<link rel="canonical" href="http://localhost:3000${path}">`);
      expect(plain).toContain(`hreflang="en" href="http://localhost:3000${path}?lang=en">`);
      expect(plain).toContain(`hreflang="x-default" href="http://localhost:3000${path}">`);
      expect(html).toMatch(/<meta name="description" content="[^"]{30,}">/);
      expect(html).toContain(`<meta property="og:url" content="http://localhost:3000${path}">`);
      const english = await site.page(`${path}?lang=en`);
      expect(english.plain).toContain(`<link rel="canonical" href="http://localhost:3000${path}?lang=en">`);
      expect(english.html).toContain('<meta property="og:locale" content="en_GB">');
    }
  });

  test('filters, further pages, empty answers and whatever is private stay out', async () => {
    const q = encodeURIComponent('аналитик');
    const searches = ['pay=1000', 'page=2', 'experience=none', 'city=Москва&city=Казань', 'without=java'];
    const paths = searches.map((more) => `/vacancies?q=${q}&${more}`);
    for (const path of [...paths, '/vacancies?q=zzzz', '/subscribe?q=x', '/login', '/mailbox', '/nope'])
      expect([path, (await site.page(path)).html.includes('<meta name="robots" content="noindex">')]).toEqual(
        [path, true],
      );
    expect((await site.page(`/vacancies?q=${q}`)).html).not.toContain('noindex');
  });
});
