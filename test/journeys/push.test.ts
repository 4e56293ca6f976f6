import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { makeKey } from '../../src/collect/push/keys.js';
import { subscribeConfirmed } from '../../src/subscribe/subscribe-confirmed.js';
import { startWeb, type Web } from '../web/start-web.js';
import { openStage, type Stage } from './play.js';

jest.setTimeout(120_000);

const READER = 'reader@example.org';

let stage: Stage;
let web: Web;
let key: string;
beforeAll(async () => {
  stage = await openStage();
  web = await startWeb(stage.db.dataSource);
  ({ key } = await makeKey(stage.db.dataSource, { name: 'union', title: 'Профсоюз' }, new Date()));
});
afterAll(async () => {
  await web.close();
  await stage.close();
});

const push = (id: string, body: object) =>
  fetch(`${web.url}/api/v1/sources/union/vacancies/${id}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

/** 09:01 in Moscow, so many days from now. */
function morning(days: number): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + days, 6, 1));
}

/** What the letters of one morning tell. */
async function lettersOf(days: number): Promise<string[]> {
  const before = stage.relay.mailsTo(READER).length;
  await stage.run(morning(days));
  const mails = stage.relay.mailsTo(READER).slice(before);
  return Promise.all(mails.map(async (mail) => (await mail.parsed()).text ?? ''));
}

test('what is pushed is in the next letter, once, however often it is pushed, and withdrawn it is in none', async () => {
  const settings = {
    sendAt: '09:00',
    days: [1, 2, 3, 4, 5, 6, 7],
    zone: 'Europe/Moscow',
    evidence: 'a test',
  };
  const wish = { query: 'повар', filters: {}, places: [], email: READER, language: 'ru' as const };
  const done = await subscribeConfirmed(stage.db.dataSource, { ...wish, ...settings }, new Date());
  expect(done.kind).toBe('subscribed');
  const cook = { title: 'Повар холодного цеха', employer: 'Столовая № 1', city: 'Казань' };
  expect((await push('1', cook)).status).toBe(201);
  expect((await push('2', { ...cook, title: 'Повар-кондитер' })).status).toBe(201);
  const withdrawn = await fetch(`${web.url}/api/v1/sources/union/vacancies/2`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${key}` },
  });
  expect(withdrawn.status).toBe(200);
  const [letter, ...more] = await lettersOf(1);
  expect(more).toEqual([]);
  expect(letter).toContain('Повар холодного цеха');
  expect(letter).not.toContain('Повар-кондитер');
  await push('1', cook);
  await push('1', { ...cook, description: 'Теперь с описанием.' });
  expect(await lettersOf(2)).toEqual([]);
});
