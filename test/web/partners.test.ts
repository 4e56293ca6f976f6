import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSource, buildVacancy } from '../support/build.js';
import { openSite, type Site } from './site.js';

let site: Site;
beforeAll(async () => {
  site = await openSite();
  const db = site.db.dataSource;
  const link = 'https://board.example/?a=1&b=2';
  const board = await buildSource(db, { name: 'board', title: 'Доска <b>', partner: true, link });
  const union = await buildSource(db, { name: 'union', title: 'Профсоюз', partner: true });
  const quiet = await buildSource(db, { name: 'quiet', title: 'Молчун', partner: true });
  for (let n = 1; n <= 7; n++) {
    await buildVacancy(db, { sourceId: board, title: `Сварщик ${n} разряда`, schedule: ['shift'] });
  }
  await buildVacancy(db, { sourceId: union, title: 'Сварщик кузовов', cityKey: 'омск' });
  await buildVacancy(db, { sourceId: quiet, title: 'Сварщик', closedAt: new Date('2026-11-01T00:00:00Z') });
  for (let n = 0; n < 25; n++) await buildVacancy(db, { title: `Сварщик труб ${n}` });
});
afterAll(() => site.close());

/** The section of partners on a page. */
const section = (html: string): string =>
  /<section class="stack" id="partners">[\s\S]*?<\/section>/.exec(html)?.[0] ?? '';
const titles = (html: string): string[] =>
  [...section(html).matchAll(/<a href="\/vacancies\/\d+"><bdi>(.*?)<\/bdi>/g)].map(
    ([, title]) => title ?? '',
  );

describe('partners', () => {
  test('stand by name, each with its link, those alone who have something open', async () => {
    const { html } = await site.search({ q: 'аналитик' });
    const shown = section(html);
    expect(shown).toContain('Наши партнёры');
    expect(shown).toMatch(/href="https:\/\/board\.example\/\?a(=|&#x3D;)1&amp;b(=|&#x3D;)2" rel="noopener"/);
    expect(shown).toContain('<bdi>Доска &lt;b&gt;</bdi></a>');
    expect(shown).toContain('<bdi>Профсоюз</bdi>');
    expect(shown).not.toContain('Молчун');
    expect(titles(html)).toEqual([]);
  });

  test('have their vacancies of the search listed, five at most, with tags, none that stands above already', async () => {
    const { html } = await site.search({ q: 'сварщик' });
    expect(titles(html)).toHaveLength(5);
    for (const title of titles(html)) expect(title).toMatch(/^Сварщик (\d разряда|кузовов)$/);
    const above = html.slice(0, html.indexOf('id="partners"'));
    for (const title of titles(html)) expect(above.replace(/<\/?mark>/g, '')).not.toContain(`>${title}<`);
    expect(section(html)).toContain('Сменный график'.toLowerCase());
  });

  test('do not repeat what the list above shows', async () => {
    const { html } = await site.search({ q: 'сварщик кузовов' });
    expect(html.replace(/<\/?mark>/g, '')).toContain('<bdi>Сварщик кузовов</bdi>');
    expect(titles(html)).toEqual([]);
  });
});
