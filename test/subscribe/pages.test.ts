import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { hmac, sign } from '../../src/kit/tokens.js';
import { consentText } from '../../src/subscribe/consent-text.js';
import { leave } from '../../src/subscribe/leave.js';
import { issueLogin } from '../../src/subscribe/login-token.js';
import { buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from '../web/start-web.js';
import { ask, empty, everything, letters, subscribed, tokenOf, tools, wrongFollowers } from './support.js';
import { form, undoOf, Visitor } from './visitor.js';

let database: TestDatabase;
let db: DataSource;
let web: Web;
let anna: Visitor;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
  await db.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population)
     values (1, 'Москва', 'Москва', 'Москва', 'москва', 'Europe/Moscow', 55, 37, 12000000)`,
  );
  web = await startWeb(db);
});
afterAll(async () => {
  await web.close();
  await database.close();
});
beforeEach(async () => {
  await empty(db);
  anna = new Visitor(web);
});

const FORM = {
  q: 'аналитик данных',
  city: 'Москва',
  pay: '90000',
  email: 'anna@example.org',
  consent: '1',
  at: '08:00',
  day: ['1', '3', '5'],
  zone: 'Asia/Omsk',
  language: 'ru',
};

/** What FORM asks for, asked for without the form, whose answer takes its time on purpose. */
const ASKED = {
  query: 'аналитик данных',
  filters: { places: [1], payFrom: 90_000 },
  places: ['Москва'],
  ...{ sendAt: '08:00', days: [1, 3, 5], zone: 'Asia/Omsk' },
};

const signedIn = async (): Promise<string> => {
  const { savedSearchId } = await ask(db, ASKED, new Date());
  await anna.post(`/confirm/${await tokenOf(db, 'confirm')}`);
  return savedSearchId;
};

describe('subscribing', () => {
  test('goes from the form by a letter and a button to an active search, with a session', async () => {
    const sent = await anna.postOn('/subscribe', FORM);
    expect(sent.html).toContain('Проверьте почту');
    const token = await tokenOf(db, 'confirm');
    const page = await anna.get(`/confirm/${token}`);
    expect(page.html).toContain('аналитик данных · Москва');
    expect(page.html).toContain('пн, ср, пт в 08:00 (Омск, UTC+6)');
    expect(page.html.match(/<button>/g)).toHaveLength(1);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const { location } = await anna.post(`/confirm/${token}`);
    expect(location).toMatch(/^\/confirmed\?search=[\w-]+$/);
    expect((await anna.get(location!)).html).toContain('Прислать первое письмо сейчас');
    expect(await db.query('select filters from saved_search where confirmed_at is not null')).toEqual([
      { filters: { places: [1], payFrom: 90_000 } },
    ]);
    expect((await anna.get('/my')).html).toContain('аналитик данных · Москва');
  });

  test('and logging in answer known, unknown and unwanted addresses with the same bytes, in the same time', async () => {
    await subscribed(db, { ...ASKED, email: 'known@example.org' });
    await subscribed(db, { email: 'other@example.org' });
    await ask(db, { email: 'pending@example.org' }, new Date());
    const left = await subscribed(db, { email: 'left@example.org' });
    await leave(db, { subscriberId: left.subscriberId, reason: null }, new Date());
    await db.query(`insert into suppression values ($1, 'all', 'complaint', null, now(), null)`, [
      hmac(tools.secret, 'address', 'unwanted@example.org'),
    ]);
    const names = ['known', 'other', 'new', 'pending', 'left', 'unwanted', ...Array(4).fill('often')];
    const answer = async (path: string, name: string) => {
      const began = performance.now();
      const got = await new Visitor(web).post(path, { ...FORM, email: `${name}@example.org` });
      // A timer may ring a millisecond early.
      expect(performance.now() - began).toBeGreaterThan(198);
      const headers = [...got.headers].filter(([key]) => key !== 'date');
      return JSON.stringify([got.status, got.location, got.html, headers]);
    };
    for (const path of ['/subscribe', '/login']) {
      const answers = await Promise.all(names.map((name) => answer(path, name)));
      expect([path, new Set(answers).size]).toEqual([path, 1]);
    }
    const sent = (await letters(db)).map(({ to }) => to.replace('@example.org', ''));
    expect(new Set(sent)).toEqual(new Set(['known', 'other', 'new', 'pending', 'left', 'often']));
  });

  test('names beside the box who writes, and keeps which text was shown', async () => {
    const { html } = await anna.get('/subscribe?q=повар&lang=en');
    expect(html).toContain('kept by Вестник (vestnik@localhost).');
    const [, stamp = ''] = /name="consent_text" value="([^"]+)"/.exec(html) ?? [];
    await new Visitor(web).post('/subscribe', { ...FORM, consent_text: stamp });
    const { version, hash } = consentText('en', tools.operator);
    expect(await db.query('select text_version, text_hash from consent')).toEqual([
      { text_version: version, text_hash: hash },
    ]);
  });

  test('asks for the consent again where its text has changed since the form was shown', async () => {
    const { status, html } = await anna.post('/subscribe', {
      ...FORM,
      consent_text: '2020-01-ru-000000000000',
    });
    expect(status).toBe(422);
    expect(html).toContain('Текст согласия изменился');
    expect(html).not.toMatch(/id="consent"[^>]* checked/);
    expect(await db.query('select from consent')).toEqual([]);
  });

  test('shows a form with mistakes again, each told above and at its field, nothing lost', async () => {
    const wrong = { ...FORM, email: 'anna@', consent: '', zone: 'Nowhere', day: [] };
    const { status, html } = await anna.post('/subscribe', wrong);
    expect(status).toBe(422);
    expect(html).toContain('<title>Ошибка: Подписка');
    for (const field of ['email', 'consent', 'zone', 'days']) {
      expect(html).toContain(`<a href="#${field}">`);
      expect(html).toContain(`id="${field}-error"`);
      expect(html).toContain(`id="${field}"`);
    }
    expect(html).toContain('value="anna@"');
    expect(html).toContain('name="q" value="аналитик данных"');
    expect(html).toContain('name="city" value="Москва"');
    expect(html).toContain('name="pay" value="90000"');
    expect(await letters(db)).toEqual([]);
  });

  test('to what cannot be an alert is explained, on the page and when posted', async () => {
    expect((await anna.get('/subscribe?q=%D0%B8')).html).toContain('только служебные слова');
    expect((await anna.get('/subscribe')).html).toContain('Запрос пуст');
    const { status, html } = await anna.post('/subscribe', { ...FORM, q: 'и', city: '' });
    expect([status, html.includes('только служебные слова')]).toEqual([422, true]);
    const long = await anna.post('/subscribe', { ...FORM, q: 'слово '.repeat(400) });
    expect([long.status, long.html.includes('Запрос слишком длинный')]).toEqual([422, true]);
    expect(await db.query('select from saved_search')).toEqual([]);
  });

  test('survives any shape of a form', async () => {
    for (const body of [
      '',
      'email=a&email=b',
      'q[]=x&email[a]=b',
      'email=%00&q=%ff',
      'day=9&at=x&consent=1',
    ]) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const { status } = await fetch(`${web.url}/subscribe`, { method: 'POST', body, headers });
      expect([body, status]).toEqual([body, 422]);
    }
  });

  test('is offered on the search page, with what is searched for in hidden fields', async () => {
    await buildVacancy(db, { title: 'Аналитик' });
    const { html } = await anna.get(
      `/vacancies?${form({ q: 'аналитик "1С"', city: 'Москва', experience: ['none', '1-3'] })}`,
    );
    expect(html).toContain('action="/subscribe"');
    expect(html).toContain('<input type="hidden" name="q" value="аналитик &quot;1С&quot;">');
    expect(html.match(/type="hidden" name="experience"/g)).toHaveLength(2);
  });
});

describe('links', () => {
  test('that are used, expired or forged say what happened and show a way on', async () => {
    await signedIn();
    const used = await tokenOf(db, 'confirm');
    const { savedSearchId } = await ask(db, { query: 'бухгалтер' }, new Date());
    const expired = await tokenOf(db, 'confirm');
    await db.query('update token set expires_at = now() where used_at is null');
    await db.query(`update saved_search set ended_at = now(), ended_reason = 'unconfirmed' where id = $1`, [
      savedSearchId,
    ]);
    const said = {
      used: 'Эта ссылка уже сработала',
      expired: 'Ссылка устарела',
      forged: 'Ссылка повреждена',
    };
    const tokens = { used, expired, forged: `${expired.slice(0, -4)}AAAA` };
    const stranger = new Visitor(web);
    for (const kind of ['used', 'expired', 'forged'] as const) {
      for (const answer of [
        await stranger.get(`/confirm/${tokens[kind]}`),
        await stranger.post(`/confirm/${tokens[kind]}`),
      ]) {
        expect([kind, answer.status]).toEqual([kind, kind === 'forged' ? 404 : 410]);
        expect(answer.html).toContain(`<h1>${said[kind]}</h1>`);
        expect(answer.html).toMatch(/<a class="button" href="\/(my|vacancies)">/);
      }
    }
    for (const path of ['/login/1.AAAAAAAAAAAAAAAAAAAAAA', '/login/x', '/u/x', '/confirm/%00']) {
      expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
    }
    expect(stranger.has('session')).toBe(false);
  });

  test('do nothing when they are only opened, twice', async () => {
    const { subscriberId, savedSearchId } = await subscribed(db);
    await ask(db, { query: 'бухгалтер' }, new Date());
    const login = await issueLogin(db.manager, subscriberId, new Date());
    const paths = [
      `/confirm/${await tokenOf(db, 'confirm')}`,
      `/login/${login}`,
      `/u/${sign(tools.secret, 'unsubscribe', `${subscriberId}:all`)}`,
      `/u/${sign(tools.secret, 'unsubscribe', `${subscriberId}:${savedSearchId}`)}`,
      '/subscribe?q=x',
      '/subscribe/sent',
      '/login',
      '/login/sent',
      '/left?done=all&undo=1.AAAAAAAAAAAAAAAAAAAAAA',
    ];
    const before = await everything(db);
    for (const path of [...paths, ...paths]) {
      expect([path, (await anna.get(path)).status]).toEqual([path, 200]);
      expect((await fetch(`${web.url}${path}`, { method: 'HEAD' })).status).toBe(200);
    }
    expect(await everything(db)).toBe(before);
    await anna.post(`/login/${login}`);
    const signed = ['/my', `/my/searches/${savedSearchId}`, '/my/leave', '/confirmed'];
    const then = await everything(db);
    for (const path of [...signed, ...signed])
      expect([path, (await anna.get(path)).status]).toEqual([path, 200]);
    expect(await everything(db)).toBe(then);
  });

  test('of a login open «Мои поиски» by a button, once, with a cookie that scripts cannot read', async () => {
    await subscribed(db);
    await anna.post('/login', { email: 'anna@example.org' });
    const token = await tokenOf(db, 'login');
    expect((await anna.get('/my')).location).toBe('/login');
    expect((await anna.get(`/login/${token}`)).html).toContain('Открыть мои поиски');
    expect(anna.has('session')).toBe(false);
    const { headers, location } = await anna.post(`/login/${token}`);
    expect(location).toBe('/my');
    expect(headers.get('set-cookie')).toMatch(/^session=.*HttpOnly; SameSite=Lax$/);
    expect((await anna.get('/my')).status).toBe(200);
    expect((await new Visitor(web).post(`/login/${token}`)).status).toBe(410);
    await anna.post('/my/logout');
    expect((await anna.get('/my')).location).toBe('/login');
  });

  test('and sessions are not interchangeable, and a session ends after 30 days', async () => {
    const { subscriberId } = await subscribed(db);
    const [soon, past] = [1, -1].map((minutes) => Math.floor(Date.now() / 1000) + minutes * 60);
    const subject = `${subscriberId}:${soon}`;
    const cookies = {
      right: sign(tools.secret, 'session', subject),
      old: sign(tools.secret, 'session', `${subscriberId}:${past}`),
      unsubscribe: sign(tools.secret, 'unsubscribe', subject),
      undo: sign(tools.secret, 'undo', subject),
      forged: sign(Buffer.alloc(32, 1), 'session', subject),
    };
    for (const [name, value] of Object.entries(cookies)) {
      const { status } = await anna.get('/my', { cookie: `session=${value}` });
      expect([name, status]).toEqual([name, name === 'right' ? 200 : 303]);
    }
    const session = `/u/${cookies.right}`;
    expect((await anna.get(session)).status).toBe(404);
  });

  test('that have expired offer a new one, which the letter brings', async () => {
    await ask(db, ASKED, new Date());
    const expired = await tokenOf(db, 'confirm');
    await db.query('update token set expires_at = now()');
    const page = await anna.get(`/confirm/${expired}`);
    expect([page.status, page.html.includes('Прислать новую ссылку')]).toEqual([410, true]);
    expect(page.html).toContain(`action="/confirm/${expired}/again"`);
    await db.query('delete from rate_limit');
    expect((await anna.postOn(`/confirm/${expired}/again`)).html).toContain('Проверьте почту');
    const token = await tokenOf(db, 'confirm');
    expect(token).not.toBe(expired);
    expect((await anna.post(`/confirm/${token}`)).location).toMatch(/^\/confirmed/);
    expect((await anna.get(`/confirm/${expired}`)).html).not.toContain('Прислать новую ссылку');
  });

  test('of an operator lead whoever has yet to confirm to a page that says so and sends the letter again', async () => {
    const { subscriberId } = await ask(db, ASKED, new Date());
    await anna.post(`/login/${await issueLogin(db.manager, subscriberId, new Date())}`);
    expect((await anna.get('/my')).location).toBe('/unconfirmed');
    const page = await anna.get('/unconfirmed');
    expect(page.html).toContain('Осталось подтвердить адрес');
    expect(page.html).toContain('<bdi>anna@example.org</bdi>');
    await db.query('delete from rate_limit');
    await anna.postOn('/unconfirmed');
    expect((await letters(db)).map(({ kind }) => kind)).toEqual(['confirm', 'confirm']);
    await anna.post(`/confirm/${await tokenOf(db, 'confirm')}`);
    expect((await anna.get('/unconfirmed')).location).toBe('/login');
    expect((await anna.get('/my')).status).toBe(200);
    await ask(db, { query: 'бухгалтер' }, new Date());
    expect((await anna.get('/unconfirmed')).location).toBe('/my');
  });

  test('to add a search say so to somebody who is subscribed', async () => {
    await subscribed(db);
    await ask(db, { query: 'бухгалтер' }, new Date());
    const { html } = await anna.get(`/confirm/${await tokenOf(db, 'confirm')}`);
    expect(html).toContain('<h1>Добавить поиск?</h1>');
    expect(html).not.toContain('Подтвердить адрес');
  });

  test('stay out of the log', async () => {
    const id = await signedIn();
    const token = await tokenOf(db, 'confirm');
    await anna.get(`/my/searches/${id}`);
    const logged = JSON.stringify(web.logged);
    expect(logged).toContain('/confirm/:token');
    for (const secret of [token, 'anna@example.org', 'аналитик']) expect(logged).not.toContain(secret);
  });
});

describe('«Мои поиски»', () => {
  test('rename, edit, pause, resume and delete, each with its notice and undo', async () => {
    const id = await signedIn();
    const edit = await anna.get(`/my/searches/${id}`);
    expect(edit.html).toContain('value="аналитик данных"');
    expect(edit.html).toContain('id="city" name="city" value="Москва"');
    const changed = { name: 'Моя работа', q: 'аналитик', city: 'Москва', pay: '100000' };
    const saved = await anna.postOn(`/my/searches/${id}`, changed);
    expect(saved.html).toContain('Поиск изменён.');
    expect(saved.html).toContain('Моя работа');
    expect((await anna.postOn('/undo', { token: undoOf(saved) })).html).toContain('Отменено: всё как было.');
    expect((await anna.get('/my')).html).toContain('аналитик данных · Москва');
    for (const [act, notice] of [
      ['pause', 'Поиск на паузе.'],
      ['resume', 'Поиск снова работает.'],
      ['delete', 'Поиск удалён.'],
    ]) {
      expect((await anna.postOn(`/my/searches/${id}/${act}`)).html).toContain(notice);
    }
    expect(await wrongFollowers(db)).toEqual([]);
    expect((await anna.get('/my')).html).toContain('Поисков пока нет');
    expect((await anna.get(`/my/searches/${id}`)).status).toBe(404);
  });

  test('an edit that cannot be saved is shown again with what is wrong', async () => {
    const id = await signedIn();
    const { status, html } = await anna.post(`/my/searches/${id}`, { name: 'x', q: 'и', pay: 'много' });
    expect(status).toBe(422);
    expect(html).toContain('Оплата — это число');
    const empty = await anna.post(`/my/searches/${id}`, { name: 'x', q: 'и' });
    expect([empty.status, empty.html.includes('только служебные слова')]).toEqual([422, true]);
  });

  test('hour, days, zone and language are saved, or told what is wrong with them', async () => {
    await signedIn();
    const settings = { at: '18:00', day: ['6', '7'], zone: 'Europe/Berlin', language: 'en' };
    const page = await anna.postOn('/my/settings', settings);
    expect(page.html).toContain('сб, вс в 18:00 (Europe/Berlin)');
    expect(await db.query('select language, send_at, zone, days from subscriber')).toEqual([
      { language: 'en', send_at: '18:00:00', zone: 'Europe/Berlin', days: [6, 7] },
    ]);
    expect((await anna.postOn('/undo', { token: undoOf(page) })).html).toContain('Омск');
    const wrong = await anna.post('/my/settings', { ...settings, day: [] });
    expect([wrong.status, wrong.html.includes('Отметьте хотя бы один день')]).toEqual([422, true]);
  });

  test('everything can be paused and resumed', async () => {
    await signedIn();
    const paused = await anna.postOn('/my/pause', { days: '14' });
    expect(paused.html).toContain('Письма приостановлены до');
    const [{ days }] = await db.query(
      `select round(extract(epoch from paused_until - now()) / 86400)::int as days from subscriber`,
    );
    expect(days).toBe(14);
    expect((await anna.postOn('/my/resume')).html).toContain('Письма снова будут приходить');
    expect(await db.query('select paused_until from subscriber')).toEqual([{ paused_until: null }]);
  });

  test('the first digest can be asked for at once, and a second one has nothing new', async () => {
    await buildVacancy(db, {
      title: 'Аналитик данных',
      placeIds: [1],
      firstSeenAt: new Date(Date.now() - 3_600_000),
    });
    await signedIn();
    expect((await anna.postOn('/my/digest')).html).toContain('в нём 1 вакансия');
    expect((await letters(db)).filter(({ kind }) => kind === 'digest')).toHaveLength(1);
    expect((await anna.postOn('/my/digest')).html).toContain('Нового пока нет');
  });

  test('leaving altogether takes one button more, and can be undone', async () => {
    await signedIn();
    expect((await anna.get('/my/leave')).html).toContain('Отписаться от всех писем');
    const left = await anna.postOn('/my/leave', { reason: 'found' });
    expect(left.html).toContain('Вы отписались');
    expect(anna.has('session')).toBe(false);
    expect(await db.query('select ended_reason from subscriber')).toEqual([{ ended_reason: 'left:found' }]);
    expect((await anna.postOn('/undo', { token: undoOf(left) })).html).toContain('Всё как было');
    expect(await db.query('select ended_reason from subscriber')).toEqual([{ ended_reason: null }]);
    expect((await anna.post('/undo', { token: undoOf(left) })).status).toBe(410);
  });

  test('of others are out of reach', async () => {
    const other = await subscribed(db, { email: 'boris@example.org' });
    await signedIn();
    const path = `/my/searches/${other.savedSearchId}`;
    expect((await anna.get(path)).status).toBe(404);
    for (const act of ['', '/pause', '/delete']) await anna.post(`${path}${act}`, { q: 'повар', name: '' });
    expect(
      await db.query('select query, paused_at, ended_at from saved_search where id = $1', [
        other.savedSearchId,
      ]),
    ).toEqual([{ query: 'аналитик данных', paused_at: null, ended_at: null }]);
  });
});

describe('the unsubscribe link of a letter', () => {
  const open = async () => (await db.query('select from saved_search where ended_at is null')).length;
  const linkTo = ({ subscriberId, savedSearchId }: { subscriberId: string; savedSearchId?: string }) =>
    `/u/${sign(tools.secret, 'unsubscribe', `${subscriberId}:${savedSearchId ?? 'all'}`)}`;

  test('shows one button and what else can be done, acts when pressed, and offers undo', async () => {
    const made = await subscribed(db);
    await subscribed(db, { query: 'бухгалтер' });
    const page = await anna.get(linkTo(made));
    expect(page.html).toContain('Отписаться от поиска <bdi>аналитик данных</bdi>');
    expect(page.html).toContain('Перерыв на неделю');
    const left = await anna.postOn(linkTo(made), { what: 'search', reason: 'too-many' });
    expect(left.html).toContain('Поиск удалён');
    expect(await open()).toBe(1);
    await anna.postOn('/undo', { token: undoOf(left) });
    expect(await open()).toBe(2);
    const all = linkTo({ subscriberId: made.subscriberId });
    const rest = await anna.postOn(all, { what: 'pause' });
    expect(rest.html).toContain('Перерыв на неделю');
    const weekly = await anna.postOn(all, { what: 'weekly' });
    expect(weekly.html).toContain('<h1>Раз в неделю</h1>');
    expect(await db.query('select days from subscriber')).toEqual([{ days: [1] }]);
    await anna.postOn('/undo', { token: undoOf(weekly) });
    expect(await db.query('select days from subscriber')).toEqual([{ days: [1, 2, 3, 4, 5, 6, 7] }]);
    expect((await anna.postOn(all, { what: 'all' })).html).toContain('Вы отписались');
    expect(await open()).toBe(0);
    expect((await anna.get(all)).html).toContain('Вы уже отписаны');
  });

  test('that names a search ends no other, whatever is posted to it and also when it has ended', async () => {
    const made = await subscribed(db);
    await subscribed(db, { query: 'бухгалтер' });
    expect((await anna.get(linkTo(made))).html).not.toContain('value="all"');
    expect((await anna.postOn(linkTo(made), { what: 'all' })).html).toContain('Поиск удалён');
    expect(await open()).toBe(1);
    const again = await anna.get(linkTo(made));
    expect(again.html).toContain('Поиск удалён');
    expect(again.html).not.toContain('Отписаться');
    await anna.post(linkTo(made), { what: 'all' });
    expect(await open()).toBe(1);
  });

  test('opens nothing but this: whoever got the letter forwarded cannot manage, and its owner gets a fresh link', async () => {
    const made = await subscribed(db);
    expect((await anna.get(linkTo(made))).html).toContain('пришлём ссылку на ваш адрес');
    const settings = 'select paused_until, days from subscriber';
    const before = await db.query(settings);
    for (const what of ['pause', 'weekly']) {
      expect((await anna.post(linkTo(made), { what })).location).toBe('/login/sent');
    }
    expect(await db.query(settings)).toEqual(before);
    expect(anna.has('session')).toBe(false);
    expect((await anna.get('/my')).location).toBe('/login');
    const mailed = await tokenOf(db, 'login');
    await anna.post(`/login/${mailed}`);
    expect((await anna.get(linkTo(made))).html).not.toContain('пришлём ссылку');
    expect((await anna.postOn(linkTo(made), { what: 'weekly' })).html).toContain('Раз в неделю');
    expect((await anna.postOn('/my/leave', { what: 'pause' })).html).toContain('Письма приостановлены');
    expect(await db.query(settings)).not.toEqual(before);
  });

  const oneClick = (path: string, init: RequestInit) =>
    fetch(`${web.url}${path}`, { method: 'POST', redirect: 'manual', ...init });

  test.each(['application/x-www-form-urlencoded', 'multipart/form-data'])(
    'ends it by a one-click POST as %s: no cookie, from anywhere, 200 without a redirect, twice the same',
    async (type) => {
      const made = await subscribed(db);
      await subscribed(db, { query: 'бухгалтер' });
      const multipart = new FormData();
      multipart.set('List-Unsubscribe', 'One-Click');
      const body = type === 'multipart/form-data' ? multipart : form({ 'List-Unsubscribe': 'One-Click' });
      const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://mail.example' };
      for (const [{ savedSearchId, subscriberId }, left] of [
        [made, 1],
        [made, 1],
        [{ subscriberId: made.subscriberId, savedSearchId: undefined }, 0],
        [{ subscriberId: made.subscriberId, savedSearchId: undefined }, 0],
      ] as const) {
        const link = linkTo({ subscriberId, ...(savedSearchId && { savedSearchId }) });
        const answer = await oneClick(link, { body, headers });
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-type')).toContain('text/plain');
        expect(answer.headers.getSetCookie()).toEqual([]);
        expect(await open()).toBe(left);
      }
      expect(await wrongFollowers(db)).toEqual([]);
    },
  );

  test('does nothing by a one-click POST with a forged token, or by another POST from another site', async () => {
    const made = await subscribed(db);
    const body = form({ 'List-Unsubscribe': 'One-Click' });
    const forged = `${linkTo(made).slice(0, -3)}AAA`;
    expect((await oneClick(forged, { body })).status).toBe(404);
    const cross = { 'sec-fetch-site': 'cross-site' };
    expect((await oneClick(linkTo(made), { body: form({ what: 'all' }), headers: cross })).status).toBe(403);
    expect(await open()).toBe(1);
  });
});

describe('a form posted from another site', () => {
  const own = { origin: 'http://localhost:3000' };
  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'cross-site', ...own }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'http://localhost:3000.evil.example' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 303],
    [own, 303],
    [{ origin: 'null' }, 303],
    [{}, 303],
  ])('with %j is answered %i', async (headers: Record<string, string>, status) => {
    const id = await signedIn();
    const paths = ['/subscribe', '/my/pause', `/my/searches/${id}/pause`];
    const answers = await Promise.all(paths.map((path) => anna.post(path, FORM, headers)));
    expect(answers.map((answer) => answer.status)).toEqual(paths.map(() => status));
    const [{ paused_at: pausedAt }] = await db.query('select paused_at from saved_search where id = $1', [
      id,
    ]);
    expect(pausedAt === null).toBe(status === 403);
  });

  test.each([{ origin: 'null' }, { 'sec-fetch-site': 'same-origin' }, {}])(
    'needs with a session the field of our own forms, made for this very browser, also with %j',
    async (headers: Record<string, string>) => {
      const id = await signedIn();
      const other = new Visitor(web).formToken();
      const foreign = sign(tools.secret, 'form', `${Date.now() - 60_000}:${'x'.repeat(22)}`);
      const before = await everything(db);
      for (const token of ['', 'x', foreign, other.slice(0, -1)]) {
        for (const path of ['/my/pause', `/my/searches/${id}/delete`, '/subscribe']) {
          expect((await anna.post(path, { ...FORM, form: token }, headers)).status).toBe(403);
        }
      }
      expect(await everything(db)).toBe(before);
    },
  );

  test('reaches no button at all', async () => {
    const id = await signedIn();
    const before = await everything(db);
    const buttons = [
      'settings',
      'pause',
      'resume',
      'digest',
      'leave',
      'logout',
      `searches/${id}`,
      'data/link',
      'data/erase',
    ];
    const paths = [
      ...buttons.map((name) => `/my/${name}`),
      `/my/searches/${id}/delete`,
      '/undo',
      '/login',
      '/unconfirmed',
      '/confirm/x',
      '/confirm/x/again',
    ];
    for (const path of paths) {
      const { status } = await anna.post(path, {}, { 'sec-fetch-site': 'cross-site' });
      expect([path, status]).toEqual([path, 403]);
    }
    expect(await everything(db)).toBe(before);
  });
});

test('over https the session cookie travels by https alone', async () => {
  const secure = await startWeb(db, { publicUrl: 'https://jobs.example.org' });
  try {
    await subscribed(db);
    await ask(db, { query: 'бухгалтер' }, new Date());
    const path = `/confirm/${await tokenOf(db, 'confirm')}`;
    const { headers } = await new Visitor(secure).post(path, {}, { origin: 'https://jobs.example.org' });
    expect(headers.get('set-cookie')).toContain('Secure');
  } finally {
    await secure.close();
  }
});
