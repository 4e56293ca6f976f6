import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Parser } from 'htmlparser2';
import { makeKey } from '../../src/collect/push/keys.js';
import { subscribeConfirmed } from '../../src/subscribe/subscribe-confirmed.js';
import { startWeb, type Web } from '../web/start-web.js';
import { openStage, type Stage } from './play.js';

jest.setTimeout(300_000);

const require = createRequire(import.meta.url);
const LISTED = JSON.parse(
  readFileSync(require.resolve('big-list-of-naughty-strings/blns.json'), 'utf8'),
) as string[];

// What the list lacks: ways out of an attribute, of a style, of a comment and of our own templates, and links that act.
const MORE = [
  '"><svg/onload=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></textarea></script><script>alert(1)</script>',
  '--><img src=x onerror=alert(1)>',
  '{{{constructor.constructor("alert(1)")()}}}',
  '{{> layout/page}}',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '\u202egpj.exe\u202c \u2066x\u2069 \u200b',
  '=?UTF-8?B?QmNjOiBlQHgub3Jn?=',
  'x\r\nBcc: e@example.org\r\n\r\n<b>',
];
const NAUGHTY = [...LISTED, ...MORE];
const LINKS = [
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  ' java\tscript:alert(1)',
];

let stage: Stage;
let web: Web;
beforeAll(async () => {
  stage = await openStage();
  web = await startWeb(stage.db.dataSource);
});
afterAll(async () => {
  await web.close();
  await stage.close();
});

/** A row of a feed with the string everywhere that a row has room. */
const rowOf = (text: string, n: number) =>
  JSON.stringify({
    id: `n${n}`,
    title: `повар ${n} ${text}`,
    employer: text,
    city: text,
    description: `<p>${text}</p> ${text}`,
    skills: [text],
    url: n % 2 === 0 ? LINKS[n % LINKS.length] : `https://example.org/?q=${text}`,
  });

interface Found {
  tags: Set<string>;
  acting: string[];
}

/** What a page or letter would do: its elements, and whatever in it could act or lead elsewhere than the web. */
function lookInto(html: string): Found {
  const found: Found = { tags: new Set(), acting: [] };
  const parser = new Parser({
    onopentag(name, attributes) {
      found.tags.add(name);
      for (const [attribute, value] of Object.entries(attributes)) {
        const acts = /^on/i.test(attribute) || attribute === 'srcdoc';
        const leads = ['href', 'src', 'action', 'formaction'].includes(attribute);
        if (acts || (leads && !/^(https?:|mailto:|[/?#]|$)/i.test(value))) {
          found.acting.push(`${name} ${attribute}=${value}`);
        }
      }
    },
  });
  parser.end(html);
  return found;
}

const OURS = new Set(
  `html head meta title link script style body a header nav main div section form fieldset legend label input select
   option button details summary h1 h2 h3 h4 p ul ol li dl dt dd span strong em b i small bdi mark time table caption
   thead tbody tr th td footer article aside hr br svg path rect center code pre output datalist textarea noscript meter
   figure figcaption search template del optgroup`.split(/\s+/),
);

function expectHarmless(where: string, html: string): void {
  const { tags, acting } = lookInto(html);
  expect([where, acting, [...tags].filter((tag) => !OURS.has(tag))]).toEqual([where, [], []]);
  const scripts = html.match(/<script[^>]*>[^<]*/g) ?? [];
  for (const script of scripts)
    expect(script).toMatch(/^<script (src="\/assets\/|type="application\/ld\+json")/);
}

const rowsOf = async (): Promise<{ id: string; title: string }[]> =>
  stage.db.query('select id, title from vacancy order by id');

async function push(): Promise<void> {
  const { key } = await makeKey(stage.db.dataSource, { name: 'union', title: 'Профсоюз' }, new Date());
  const response = await fetch(`${web.url}/api/v1/sources/union/vacancies`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/x-ndjson' },
    body: NAUGHTY.map(rowOf).join('\n'),
  });
  expect(response.status).toBe(200);
}

test('naughty strings come through a feed, the pages and a letter as text alone', async () => {
  const settings = {
    sendAt: '09:00',
    days: [1, 2, 3, 4, 5, 6, 7],
    zone: 'Europe/Moscow',
    evidence: 'a test',
  };
  const wish = { filters: {}, places: [], email: 'reader@example.org', language: 'ru' as const };
  for (const query of ['повар', ...MORE.map((text) => `повар ${text.replace(/["()]/g, ' ')}`)]) {
    const asked = { ...wish, query, name: `${query} ${MORE[0]}`, ...settings };
    await subscribeConfirmed(stage.db.dataSource, asked, new Date());
  }
  await push();
  const rows = await rowsOf();
  expect(rows.length).toBeGreaterThan(NAUGHTY.length * 0.9);
  for (const { title } of rows) expect(title).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);

  // Every tenth page of a vacancy and every list that shows them: a page for each would be a minute.
  for (const { id } of rows.filter((_, n) => n % 10 === 0)) {
    const page = await (await web.get(`/vacancies/${id}`)).text();
    expectHarmless(`/vacancies/${id}`, page);
  }
  for (let page = 1; page <= Math.ceil(rows.length / 20); page++) {
    const path = `/vacancies?q=${encodeURIComponent('повар')}&page=${page}`;
    expectHarmless(path, await (await web.get(path)).text());
  }
  for (const text of [...MORE, ...LISTED.filter((_, n) => n % 15 === 0)]) {
    const path = `/vacancies?q=${encodeURIComponent(text).slice(0, 6000)}`;
    expectHarmless(path, await (await web.get(path)).text());
  }

  const tomorrow = new Date(
    Math.floor(Date.now() / 86_400_000) * 86_400_000 + 86_400_000 + 6 * 3_600_000 + 60_000,
  );
  await stage.run(tomorrow, { collect: false });
  const [mail, ...others] = stage.relay.mailsTo('reader@example.org');
  expect(others).toEqual([]);
  const parsed = await mail!.parsed();
  expectHarmless('letter', parsed.html as string);
  expect(parsed.headers.has('bcc')).toBe(false);
  expect(parsed.subject).not.toMatch(/[\r\n]/);
  const head = mail!.raw.toString('latin1').split('\r\n\r\n')[0]!;
  expect(head.match(/^(To|From|Subject|Bcc|Cc):/gim)?.sort()).toEqual(['From:', 'Subject:', 'To:']);
  const copy = /https?:\/\/[^\s"]+(\/d\/[\w.-]+)/.exec(parsed.text ?? '')?.[1] ?? '';
  const response = await web.get(copy);
  expect([404, 200]).toContain(response.status);
  if (response.status === 200) expectHarmless(copy, await response.text());
});

test('the judge of harmless pages sees what acts', () => {
  const { acting, tags } = lookInto('<p><a href="javascript:x">a</a><img src=x onerror=y><iframe srcdoc=z>');
  expect(acting).toEqual(['a href=javascript:x', 'img src=x', 'img onerror=y', 'iframe srcdoc=z']);
  expect(tags.has('iframe')).toBe(true);
});
