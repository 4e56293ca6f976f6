import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { sign } from '../../src/kit/tokens.js';
import { hideVacancy } from '../../src/subscribe/hide-vacancy.js';
import { pauseSearch } from '../../src/subscribe/manage.js';
import { ask, letters, subscribed, tokenOf, tools } from '../subscribe/support.js';
import { openSite, type Site } from '../web/site.js';
import { openBrowser } from './open-browser.js';

jest.setTimeout(120_000);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 375, height: 720 };
const DESK = { width: 1200, height: 900 };

// Known before the tests are, so that those without a browser count as skipped.
const opened = await openBrowser();
const browser = opened as Browser;
const inBrowser = opened === null ? test.skip : test;

let site: Site;
let paths: Record<string, string>;
let session: string;
beforeAll(async () => {
  if (opened === null) return;
  site = await openSite();
  ({ paths, session } = await somebody(site));
});
afterAll(async () => {
  await opened?.close();
  await site?.close();
});

/** A subscriber with a search that finds something, a paused one with a long name, and one to be confirmed. */
async function somebody({ db: { dataSource: db } }: Site) {
  const now = new Date();
  const { subscriberId, savedSearchId } = await subscribed(
    db,
    { query: 'аналитик', places: ['Москва'] },
    now,
  );
  const long = await subscribed(db, { query: 'бухгалтер', name: 'Оченьдлинноеимя'.repeat(12) }, now);
  await pauseSearch(db, { subscriberId, id: long.savedSearchId, paused: true }, now);
  await ask(db, { query: 'слесарь', places: ['Москва'] }, now);
  const expired = await tokenOf(db, 'confirm');
  await db.query('update token set expires_at = now()');
  await ask(db, { query: 'повар', places: ['Москва'] }, now);
  const leave = (what: string) => `/u/${sign(tools.secret, 'unsubscribe', `${subscriberId}:${what}`)}`;
  const [told, hidden] = await db.query('select id, cluster_id from vacancy order by id limit 2');
  for (const { id, cluster_id: cluster } of [told, hidden]) {
    await db.query(
      `insert into digest_item (subscriber_id, cluster_id, vacancy_id, saved_search_ids, rank, in_letter, told_at)
       values ($1, $2, $3, $4, 1, true, $5)`,
      [subscriberId, cluster, id, [savedSearchId, long.savedSearchId], now],
    );
  }
  await hideVacancy(db, { subscriberId, clusterId: hidden.cluster_id, vacancyId: hidden.id }, now);
  await db.query('update vacancy set agency = true, title = $2 where id = $1', [
    told.id,
    'Старший аналитик данных',
  ]);
  const notFit = `/f/${sign(tools.secret, 'feedback', `${subscriberId}:${told.cluster_id}`)}`;
  const inAnHour = Math.floor(now.getTime() / 1000) + 3600;
  return {
    session: sign(tools.secret, 'session', `${subscriberId}:${inAnHour}`),
    paths: {
      'subscribe form': `/subscribe?${new URLSearchParams({ q: 'аналитик', city: 'Москва' })}`,
      'refused search': '/subscribe?q=%D0%B8',
      'letter sent': '/subscribe/sent',
      confirm: `/confirm/${await tokenOf(db, 'confirm')}`,
      'expired link': `/confirm/${expired}`,
      unconfirmed: '/unconfirmed',
      'damaged link': '/confirm/nothing',
      confirmed: `/confirmed?search=${savedSearchId}`,
      login: '/login',
      'damaged login': '/login/nothing',
      'login sent': '/login/sent',
      'my searches': '/my?done=deleted&undo=1.AAAAAAAAAAAAAAAAAAAAAA',
      'my searches in English': '/my?lang=en',
      'edit search': `/my/searches/${savedSearchId}`,
      'leave all': '/my/leave',
      'my data': '/my/data',
      'hidden vacancies': '/my/hidden',
      'what does not fit': notFit,
      'what did not fit': `${notFit}?done=employer&n=2&undo=1.AAAAAAAAAAAAAAAAAAAAAA`,
      'data erased': '/erased',
      'leave a search': leave(savedSearchId),
      left: '/left?done=all&undo=1.AAAAAAAAAAAAAAAAAAAAAA',
    } as Record<string, string>,
  };
}

async function signedIn(options: Parameters<Browser['newContext']>[0]): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  await context.addCookies([{ name: 'session', value: session, url: site.web.url }]);
  return context;
}

inBrowser('no page of a subscriber has a fault that axe finds, and each fits its screen', async () => {
  for (const options of [
    { viewport: PHONE, colorScheme: 'light' },
    { viewport: DESK, colorScheme: 'dark' },
  ] as const) {
    const context = await signedIn(options);
    const page = await context.newPage();
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(`${site.web.url}${path}`);
      for (const fold of await page.$$('summary')) await fold.click();
      expect([name, await faults(page)]).toEqual([name, []]);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([name, over]).toEqual([name, 0]);
    }
    await context.close();
  }
});

inBrowser('what a subscriber presses on a phone is 44 points high', async () => {
  const context = await signedIn({ viewport: PHONE });
  const page = await context.newPage();
  for (const [name, path] of Object.entries(paths)) {
    await page.goto(`${site.web.url}${path}`);
    const low = await page.evaluate(
      `[...document.querySelectorAll('button, input:not([type=checkbox], [type=radio], [type=hidden]), select, summary, label.check')]
        .filter((element) => element.getClientRects().length > 0 && element.getBoundingClientRect().height < 44)
        .map((element) => element.outerHTML.slice(0, 80))`,
    );
    expect([name, low]).toEqual([name, []]);
  }
  await context.close();
});

inBrowser.each([false, true])(
  'from a search to the manage page with script %s',
  async (javaScriptEnabled) => {
    const context = await browser.newContext({ javaScriptEnabled, timezoneId: 'Asia/Omsk', locale: 'ru' });
    const page = await context.newPage();
    const email = `person-${javaScriptEnabled}@example.org`;
    await page.goto(`${site.web.url}/vacancies?q=python`);
    await page.fill('input[name=email]', email);
    await page.check('input[name=consent]');
    // As people do: a form that comes at once is taken for a robot's.
    await page.waitForTimeout(1500);
    await page.click('form[action="/subscribe"] button');
    expect(await page.textContent('h1')).toBe('Проверьте почту');
    const { dataSource: db } = site.db;
    const letter = (await letters(db)).find(({ to }) => to === email);
    const link = /\/confirm\/[\w.-]+/.exec(letter?.text ?? '')?.[0] ?? '';
    await page.goto(`${site.web.url}${link}`);
    await page.click('button:has-text("Подтвердить адрес")');
    expect(await page.textContent('h1')).toBe('Готово, вы подписаны');
    await page.click('button:has-text("Прислать первое письмо сейчас")');
    expect(await page.textContent('[role=status]')).toContain('в нём 10 вакансий');
    // A browser that runs scripts knows its zone; otherwise it is the service's.
    expect(await page.textContent('main')).toContain(javaScriptEnabled ? 'Омск, UTC+6' : 'Москва, UTC+3');
    await page.click('button:has-text("Удалить")');
    await page.click('button:has-text("Отменить")');
    expect(await page.textContent('.saved')).toContain('python');
    await context.close();
  },
);

inBrowser('a form with mistakes is shown with the way to each of them', async () => {
  const page = await browser.newPage({ locale: 'ru', viewport: PHONE });
  await page.goto(`${site.web.url}${paths['subscribe form']}`);
  await page.evaluate(`document.querySelector('form[action="/subscribe"]').noValidate = true`);
  await page.fill('input[name=email]', 'nobody');
  await page.click('form[action="/subscribe"] button');
  expect(await faults(page)).toEqual([]);
  await page.click('[role=alert] a >> nth=1');
  expect(await page.evaluate('document.activeElement.id')).toBe('consent');
  await page.close();
});

/** What axe finds, a line a fault. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run().then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 150))))`);
}
