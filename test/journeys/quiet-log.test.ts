import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { letters } from '../subscribe/support.js';
import { undoOf, Visitor } from '../subscribe/visitor.js';
import { buildVacancy } from '../support/build.js';
import { startWeb, type Web } from '../web/start-web.js';
import { openStage, type Stage } from './play.js';

jest.setTimeout(120_000);

const EMAIL = 'anna.petrova@example.org';
const QUERY = 'стеклодув';

const lines: string[] = [];
let stage: Stage;
let web: Web;
beforeAll(async () => {
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  stage = await openStage({}, log);
  web = await startWeb(stage.db.dataSource);
});
afterAll(async () => {
  await web.close();
  await stage.close();
});

const newest = async (path: string): Promise<string> => {
  const all = (await letters(stage.db.dataSource)).map(({ text }) => text).toReversed();
  const found = all.flatMap((text) => [...text.matchAll(new RegExp(`/${path}/([\\w.-]+)`, 'g'))]);
  return found[0]?.[1] ?? '';
};

test('from the form to the last letter no log line holds an address, a token or a query', async () => {
  const { db } = stage;
  const anna = new Visitor(web);
  const tokens: string[] = [];
  const seen = (token: string) => {
    expect(token).not.toBe('');
    tokens.push(token);
    return token;
  };
  const form = { q: QUERY, email: EMAIL, consent: '1', at: '09:00', zone: 'Europe/Moscow', language: 'ru' };
  await anna.get(`/vacancies?q=${encodeURIComponent(QUERY)}`);
  await anna.post('/subscribe', { ...form, day: ['1', '2', '3', '4', '5', '6', '7'] });
  await stage.run(new Date(), { collect: false });
  const confirm = seen(await newest('confirm'));
  await anna.get(`/confirm/${confirm}`);
  await anna.post(`/confirm/${confirm}`);
  await anna.get(`/confirm/${confirm}`);
  await anna.get(`/not-me/${confirm}`);
  await buildVacancy(db.dataSource, { title: 'Стеклодув' });
  const morning = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 6 * 3_600_000 + 60_000);
  await stage.run(morning, { collect: false });
  expect(stage.relay.mailsTo(EMAIL)).toHaveLength(2);
  const leave = seen(await newest('u'));
  const paused = await anna.postOn('/my/pause', { days: '7' });
  await anna.post('/undo', { token: seen(undoOf(paused)) });
  await anna.post('/login', { email: EMAIL });
  const login = seen(await newest('login'));
  await anna.post(`/login/${login}`);
  await anna.get(`/d/${seen(await newest('d'))}`);
  await new Visitor(web).get(`/u/${leave}`);
  await new Visitor(web).post(`/u/${leave}`, { 'List-Unsubscribe': 'One-Click' }, {});
  // What goes wrong is logged too.
  await anna.get(`/login/${login}%ff`);
  await anna.get(`/vacancies.json?q=${encodeURIComponent(QUERY)}&page=x`);
  await db.query('alter table token rename to token_away');
  await anna.post(`/confirm/${confirm}`);
  await db.query('alter table token_away rename to token');

  const logged = [...lines, ...web.logged.map((line) => JSON.stringify(line))].join('\n');
  expect(web.logged.length).toBeGreaterThan(15);
  expect(logged).toContain('request failed');
  const halves = tokens.map((token) => token.split('.').at(-1)!);
  for (const secret of [EMAIL, 'petrova', QUERY, encodeURIComponent(QUERY), ...tokens, ...halves]) {
    expect([secret, logged.includes(secret)]).toEqual([secret, false]);
  }
});
