import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { draft, queue } from '../deliver/support.js';
import { openSite, type Site } from './site.js';
import { startWeb } from './start-web.js';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

describe('around the pages', () => {
  test('every answer carries the policy that keeps foreign scripts and frames out', async () => {
    for (const path of ['/', '/vacancies', '/nope', '/status.json']) {
      const { headers } = await site.page(path);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self';form-action 'self';" +
          "frame-src 'self';frame-ancestors 'none';base-uri 'none';connect-src 'self'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  test('the stylesheet and script are found under addresses of their content, for a year, and small', async () => {
    const { html } = await site.page('/');
    const limits = { css: 8 * 1024, js: 3 * 1024 };
    for (const [kind, limit] of Object.entries(limits)) {
      const address = new RegExp(`/assets/\\w+\\.[0-9a-f]{10}\\.${kind}`).exec(html)?.[0] ?? '';
      const { headers, html: body } = await site.page(address, { 'Accept-Encoding': 'gzip' });
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(Number(headers.get('content-length') ?? 0)).toBeLessThan(limit);
      expect(body.length).toBeGreaterThan(100);
    }
    expect((await site.page('/assets/style.0000000000.css')).status).toBe(404);
    expect((await site.page('/assets/..%2f..%2fpackage.json')).status).toBe(404);
  });

  test('the log names routes, never what was searched for', async () => {
    site.web.logged.length = 0;
    await site.search({ q: 'тайна', city: 'Москва' });
    await site.page('/vacancies/12345');
    await site.page('/secret-path');
    const told = JSON.stringify(site.web.logged);
    expect(told).toContain('"route":"/vacancies"');
    expect(told).toContain('"route":"/vacancies/:id"');
    expect(told).not.toMatch(/тайна|%D1|12345|secret/);
  });

  test('no GET changes a row of any table', async () => {
    const before = await contents();
    expect(Object.keys(before)).toContain('vacancy');
    const paths = [
      '/',
      '/vacancies?q=python&lang=en',
      `/vacancies/${site.vacancyId}`,
      '/status',
      '/status.json',
    ];
    for (const path of [
      ...paths,
      '/mailbox',
      '/privacy',
      '/vacancies.json?q=a',
      '/nope',
      '/readyz',
      '/metrics',
      '/api/docs',
    ])
      await site.page(path);
    expect(await contents()).toEqual(before);
  });

  test('a letter is shown as it was sent, inside a frame that can run nothing', async () => {
    const letter = draft({
      subject: 'Новые <b>вакансии</b>',
      html: '<html><head></head><body><script>alert(1)</script><p>12 новых</p></body></html>',
      text: '12 новых вакансий',
    });
    await queue(site.db.dataSource, [letter]);
    const { subscriberId, id } = letter;
    expect((await site.page('/mailbox')).html).toContain(`href="/mailbox/${subscriberId}/${id}"`);
    const { html } = await site.page(`/mailbox/${subscriberId}/${id}`);
    expect(html).toContain('Новые &lt;b&gt;вакансии&lt;/b&gt;');
    expect(html).toContain('12 новых вакансий');
    expect(html).toMatch(/<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    const inside = await site.page(`/mailbox/${subscriberId}/${id}/html`);
    expect(inside.html).toContain('<p>12 новых</p>');
    expect(inside.headers.get('content-security-policy')).toMatch(
      /default-src 'none';.*sandbox allow-popups/,
    );
    expect((await site.page(`/mailbox/${subscriberId}/${id.replace(/./g, '0')}`)).status).toBe(404);
  });

  test('the mailbox is there only while letters have nowhere to go', async () => {
    for (const given of [{ smtpUrl: 'smtp://localhost:25' }, { production: true }]) {
      const strict = await startWeb(site.db.dataSource, given);
      try {
        expect((await strict.get('/mailbox')).status).toBe(404);
        expect((await strict.get('/mailbox/1/00000000-0000-0000-0000-000000000000/html')).status).toBe(404);
        expect(await (await strict.get('/')).text()).not.toContain('href="/mailbox"');
      } finally {
        await strict.close();
      }
    }
  });
});

/** Every table's rows as one fingerprint. */
async function contents(): Promise<Record<string, string>> {
  const tables = await site.db.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  const prints: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await site.db.query<{ print: string }>(
      `select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as print from "${name}" t`,
    );
    prints[name] = row?.print ?? '';
  }
  return prints;
}
