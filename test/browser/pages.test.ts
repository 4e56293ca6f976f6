import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { settleFailure } from '../../src/collect/sources/schedule.sql.js';
import { buildSource, buildVacancy } from '../support/build.js';
import { manyVacancies } from '../support/many.js';
import { openSite, type Site } from '../web/site.js';
import { openBrowser } from './open-browser.js';

jest.setTimeout(120_000);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCREENS = [
  { width: 375, height: 720 },
  { width: 1200, height: 900 },
];
const SCHEMES = ['light', 'dark'] as const;

// Known before the tests are, so that those without a browser count as skipped.
const opened = await openBrowser();
const browser = opened as Browser;
const inBrowser = opened === null ? test.skip : test;

let site: Site;
beforeAll(async () => {
  if (opened === null) return;
  site = await openSite();
  await buildVacancy(site.db.dataSource, {
    title: 'Очень'.repeat(50),
    company: 'Ромашка',
    experience: '1-3',
    schedule: ['remote'],
    employment: ['full', 'part'],
    skills: ['навык'.repeat(30)],
  });
  const firstSeenAt = new Date();
  const tired = await buildSource(site.db.dataSource, { name: 'tired', title: 'Источник'.repeat(20) });
  await buildSource(site.db.dataSource, { name: 'fresh', title: 'Новая доска' });
  await site.db.query(
    `insert into source_run (source_id, started_at, finished_at, read, rejected, suspect)
     values ($1, now(), now(), 1234567, '{"no-title": 400000}', true)`,
    [tired],
  );
  const reason = 'x.example did not answer in time.';
  await settleFailure(site.db.dataSource, tired, { reason, now: new Date() });
  await manyVacancies(site.db, 90, { title: 'Курьер', experience: '1-3', firstSeenAt, placeIds: [1] });
  await manyVacancies(site.db, 60, {
    title: 'Курьер',
    schedule: ['remote'],
    firstSeenAt,
    payMonthRub: 90_000,
  });
});
afterAll(async () => {
  await opened?.close();
  await site?.close();
});

const paths = {
  front: '/',
  search:
    '/vacancies?q=%D0%B0%D0%BD%D0%B0%D0%BB%D0%B8%D1%82%D0%B8%D0%BA+OR+%D0%A0%D0%BE%D0%BC%D0%B0%D1%88%D0%BA%D0%B0',
  filtered: '/vacancies?q=python&pay=100000&experience=unknown&without=java',
  empty:
    '/vacancies?q=%D0%B0%D0%BD%D0%B0%D0%BB%D0%B8%D1%82%D0%B8%D0%BA&pay=9000000&city=%D0%92%D0%B0%D1%81%D1%8E%D0%BA%D0%B8',
  'too broad': '/vacancies?q=%D0%BA%D1%83%D1%80%D1%8C%D0%B5%D1%80',
  'too broad to subscribe': '/subscribe?q=%D0%BA%D1%83%D1%80%D1%8C%D0%B5%D1%80',
  'empty to subscribe': '/subscribe?q=python+%D0%BC%D0%B0%D1%80%D1%81%D0%BE%D1%85%D0%BE%D0%B4',
  misread: '/subscribe?q=%28python+OR+%22java&city=%D0%92%D0%B0%D1%81%D1%8E%D0%BA%D0%B8',
  vacancy: '/vacancies/26',
  status: '/status',
  privacy: '/privacy',
  api: '/api/docs',
  mailbox: '/mailbox',
  error: '/nope',
  subscribe: '/subscribe?q=python',
  'letter sent': '/subscribe/sent',
  login: '/login',
  english: '/vacancies?q=python&lang=en',
};

inBrowser.each(Object.entries(paths))(
  'the %s page has no fault that axe finds and fits its screen, on a phone and a desk, light and dark',
  async (_, path) => {
    for (const viewport of SCREENS) {
      for (const colorScheme of SCHEMES) {
        const page = await browser.newPage({ viewport, colorScheme });
        await page.goto(`${site.web.url}${path}`);
        expect(await faults(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
        await page.close();
      }
    }
  },
);

inBrowser('a search works without script, and an address names only what was chosen', async () => {
  for (const javaScriptEnabled of [false, true]) {
    const page = await browser.newPage({ javaScriptEnabled });
    await page.goto(site.web.url);
    await page.fill('input[name=q]', 'аналитик');
    await page.click('button:has-text("Найти")');
    expect(await page.textContent('.answer')).toContain('25 вакансий');
    if (javaScriptEnabled) expect([...new URL(page.url()).searchParams.keys()]).toEqual(['q']);
    await page.close();
  }
});

inBrowser('what a search would bring is told while it is typed', async () => {
  const page = await browser.newPage({ locale: 'ru' });
  await page.goto(site.web.url);
  await page.type('input[name=q]', 'курьер', { delay: 20 });
  await page.waitForSelector('[data-told]:text-is("≈ 150 вакансий в неделю")');
  await page.fill('input[name=city]', 'Москва');
  await page.waitForSelector('[data-told]:text-is("≈ 90 вакансий в неделю")');
  await page.close();
});

inBrowser('everything can be reached by keyboard, and what has the focus is seen', async () => {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(`${site.web.url}/vacancies?q=python`);
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).not.toBe('none');
  }
  await page.close();
});

inBrowser('what is pressed on a phone is 44 points high', async () => {
  const page = await browser.newPage({ viewport: { width: 375, height: 720 } });
  await page.goto(`${site.web.url}/vacancies?q=python&pay=1000`);
  await page.click('summary');
  const low =
    await page.evaluate(`[...document.querySelectorAll('button, input:not([type=checkbox]), summary, label.check, nav a')]
    .filter((element) => element.getClientRects().length > 0 && element.getBoundingClientRect().height < 44)
    .map((element) => element.outerHTML.slice(0, 80))`);
  expect(low).toEqual([]);
  await page.close();
});

/** What axe finds, a line a fault. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run().then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 150))))`);
}
