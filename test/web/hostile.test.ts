import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildVacancy } from '../support/build.js';
import { openSite, type Site } from './site.js';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

describe('hostile input', () => {
  const hostile = [
    'q[]=a&q[b]=c',
    'q=a&q=b&page=1&page=2',
    'q[a][b][c]=d',
    'page=-1',
    'page=99999999999999999999',
    'page=1%27',
    'pay=1e400',
    'pay=-5',
    'city=%00',
    'q=%00',
    'q=%FF%FE',
    'q=%E0%A4%A',
    "q='''",
    'q=%27%3B%20drop%20table%20vacancy%3B--',
    'not-employer=999999999',
    'not-employer=1)%20or%201=1',
    'experience=none%27&schedule=$1',
    '__proto__=1&constructor=2',
    `city=${'a,'.repeat(500)}`,
    `q=${encodeURIComponent('😀('.repeat(300))}`,
  ];
  test.each(hostile)('?%s is answered with a page', async (query) => {
    for (const path of ['/vacancies', '/vacancies.json', '/']) {
      const { status, html } = await site.page(`${path}?${query}`);
      expect([200, path]).toEqual([status, path]);
      expect(html).not.toContain('    at ');
    }
  });

  test('10,000 characters are explained with their number, and far more in a sentence', async () => {
    const { status, html } = await site.search({ q: 'я'.repeat(10_000) });
    expect(status).toBe(200);
    expect(html).toContain('не больше 2\u00a0000 знаков, а здесь 10\u00a0000');
    const huge = await site.web.get(`/vacancies?q=${'a'.repeat(200_000)}`);
    expect(huge.status).toBe(431);
    expect(await huge.text()).toContain('сократите его');
  });

  test('bytes that are no request get a sentence too', async () => {
    const { hostname, port } = new URL(site.web.url);
    const said = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => socket.write('nonsense\r\n\r\n'));
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    expect(said).toContain('400 Bad Request');
    expect(said).toContain('Запрос повреждён');
  });

  test('nothing that a vacancy says becomes markup, and only web addresses become links', async () => {
    const evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7}}';
    const { id } = await buildVacancy(site.db.dataSource, {
      title: `Злодей ${evil}`,
      company: evil,
      body: `Злодей ${evil}`,
      skills: [evil],
      cityKey: evil,
    });
    for (const url of ['javascript:alert(1)', 'data:text/html,x', ' https://e.org', 'http://[', '//x']) {
      await site.db.query('update vacancy set url = $1 where id = $2', [url, id]);
      const { html } = await site.page(`/vacancies/${id}`);
      expect(html).not.toMatch(/href="(javascript|data):/);
    }
    await site.db.query('update vacancy set url = $1 where id = $2', ['https://example.org/?a="b', id]);
    const pages = [
      await site.page(`/vacancies/${id}`),
      await site.search({ q: 'злодей' }),
      await site.search({ q: evil }),
    ];
    for (const { html } of pages) {
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('<img');
    }
    expect(pages[0]?.plain).toContain('href="https://example.org/?a=%22b" rel="noopener nofollow"');
    await site.db.query('delete from vacancy where id = $1', [id]);
  });
});

describe('errors', () => {
  test('an unknown address is a page with a way on, a JSON sentence for programs', async () => {
    const { status, html } = await site.page('/nope');
    expect(status).toBe(404);
    expect(html).toContain('Такой страницы нет');
    expect(html).toContain('href="/vacancies"');
    const json = await site.web.get('/nope.json');
    expect(await json.json()).toEqual({ error: 'There is nothing at this address.' });
  });

  test('a damaged path, a body too long and a database that fails each get their page, never a stack', async () => {
    expect((await site.page('/vacancies/%E0%A4%A')).status).toBe(400);
    const post = await fetch(`${site.web.url}/nope`, {
      method: 'POST',
      body: new URLSearchParams({ a: 'b'.repeat(100_000) }),
    });
    expect(post.status).toBe(413);
    expect(await post.text()).toContain('Слишком длинный запрос');

    await site.db.query('alter table employer rename to employer_hidden');
    try {
      const { status, html } = await site.search({ q: 'аналитик' });
      expect(status).toBe(500);
      expect(html).toContain('У нас что-то сломалось');
      expect(html).not.toContain('employer');
    } finally {
      await site.db.query('alter table employer_hidden rename to employer');
    }
  });
});
