import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { LANGUAGES } from '../../src/kit/i18n.js';
import { hmac } from '../../src/kit/tokens.js';
import { readSearch } from '../../src/language/read-search.js';
import { shardOf } from '../../src/store/shards.js';
import { CONSENT_VERSION, consentText } from '../../src/subscribe/consent-text.js';
import { leave } from '../../src/subscribe/leave.js';
import { logIn } from '../../src/subscribe/login.js';
import { type FormRequest, requestSubscription } from '../../src/subscribe/request-subscription.js';
import { buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import {
  ask,
  empty,
  later,
  letters,
  NOW,
  request,
  subscribed,
  tokenOf,
  tools,
  untilWaiting,
  wrongFollowers,
} from './support.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
beforeEach(() => empty(db));

const count = async (table: string): Promise<number> =>
  (await db.query(`select count(*)::int as n from ${table}`))[0].n;

const { textHash } = readSearch({ query: 'аналитик данных' });

describe('asking for a subscription', () => {
  const made = async (given: Partial<FormRequest> = {}, now = NOW): Promise<boolean> => {
    const asked = await requestSubscription(db, request(given), { tools, now });
    return asked.kind === 'asked' && asked.made !== null;
  };

  test('keeps everything pending and queues a letter with the link', async () => {
    const { seq } = await buildVacancy(db);
    const made = await ask(db, { places: ['Москва'], filters: { cityNames: ['Москва'] } });
    const [saved] = await db.query('select * from saved_search');
    expect(saved).toMatchObject({
      id: made.savedSearchId,
      subscriber_id: made.subscriberId,
      name: 'аналитик данных · Москва',
      query: 'аналитик данных',
      since_seq: seq,
      confirmed_at: null,
    });
    const [search] = await db.query('select * from search');
    expect(search).toMatchObject({ id: saved.search_id, followers: 1, shard: shardOf(textHash) });
    expect(search.filters).toEqual({ cityNames: ['москва'] });
    expect(await db.query('select confirmed_at, send_at, zone from subscriber')).toEqual([
      { confirmed_at: null, send_at: '09:00:00', zone: 'Europe/Moscow' },
    ]);
    const [letter] = await letters(db);
    expect(letter).toMatchObject({
      kind: 'confirm',
      to: 'anna@example.org',
      priority: 0,
      expires_at: later(24),
    });
    expect(letter?.subject).toBe('Подтвердите подписку: аналитик данных · Москва');
    expect(Object.keys(letter?.headers ?? {})).not.toContain('List-Unsubscribe-Post');
    expect(letter?.text).toContain('http://localhost:3000/confirm/');
    expect(letter?.html).toContain('href="http://localhost:3000/confirm/');
  });

  test('keeps the text that was shown, in the language of the page and not of the letters', async () => {
    await ask(db, { language: 'en' });
    const [{ text_version: version }] = await db.query('select text_version from consent');
    expect(version).toBe(consentText('ru', tools.operator).version);
  });

  test('keeps what was agreed to: the text by its hash, its version, from where and when', async () => {
    await ask(db);
    const { version, hash } = consentText('ru', tools.operator);
    expect(await db.query('select * from consent')).toMatchObject([
      {
        text_version: version,
        text_hash: hash,
        ip: '192.0.2.7',
        form: 'web',
        given_at: NOW,
        confirmed_at: null,
      },
    ]);
  });

  test('keeps of the token nothing but its hash', async () => {
    await ask(db);
    const [letter] = await letters(db);
    const random = /confirm\/\d+\.([\w-]{22})/.exec(letter?.text ?? '')?.[1] ?? '';
    const [row] = await db.query('select * from token');
    expect(row.expires_at).toEqual(later(48));
    expect(JSON.stringify(row)).not.toContain(random);
    expect(row.hash).toHaveLength(32);
    expect(row.hash.includes(Buffer.from(random, 'base64url'))).toBe(false);
  });

  test('twice at once makes one subscriber, one search, one saved search and one letter', async () => {
    await Promise.all([made(), made()]);
    for (const table of ['subscriber', 'address', 'search', 'saved_search'])
      expect(await count(table)).toBe(1);
    expect(await letters(db)).toHaveLength(1);
    expect(await wrongFollowers(db)).toEqual([]);
  });

  test('of different people for the same search shares one', async () => {
    await Promise.all([1, 2, 3, 4].map((n) => ask(db, { email: `p${n}@example.org` })));
    expect(await db.query('select followers from search')).toEqual([{ followers: 4 }]);
  });

  test('answers the same for a new, a known, a suppressed address and one asked for too often', async () => {
    await subscribed(db, { email: 'known@example.org' });
    await db.query(`insert into suppression values ($1, 'all', 'complaint', null, $2, null)`, [
      hmac(tools.secret, 'address', 'gone@example.org'),
      NOW,
    ]);
    const answers = [];
    for (const email of ['new@example.org', 'known@example.org', 'gone@example.org']) {
      answers.push(await requestSubscription(db, request({ email }), { tools, now: NOW }));
    }
    expect(answers.map(({ kind }) => kind)).toEqual(['asked', 'asked', 'asked']);
    expect((await letters(db)).map(({ to }) => to)).not.toContain('gone@example.org');
    expect(await db.query(`select from address where key = 'gone@example.org'`)).toEqual([]);
  });

  test('never changes the settings of somebody who is active, and writes in their language', async () => {
    await subscribed(db, { language: 'en', sendAt: '18:30' });
    await ask(db, { query: 'бухгалтер', sendAt: '03:00', zone: 'Asia/Omsk' });
    expect(await db.query('select language, send_at, zone from subscriber')).toEqual([
      { language: 'en', send_at: '18:30:00', zone: 'Europe/Moscow' },
    ]);
    expect((await letters(db)).at(-1)?.subject).toBe('Add a search: бухгалтер');
  });

  test('writes one letter to a mailbox in a day, whatever its spelling, and three in thirty days', async () => {
    const spellings = ['anna@example.org', 'an.na@example.org', 'anna+x@example.org', 'ANNA@example.org'];
    for (const email of spellings) expect(await made({ email })).toBe(email === 'anna@example.org');
    const days = Array.from({ length: 30 }, (_, day) => day + 1);
    const on = [];
    for (const day of days) if (await made({ query: `профессия${day}` }, later(day * 24))) on.push(day);
    expect(on).toHaveLength(2);
    expect(await letters(db)).toHaveLength(3);
    expect(await made({}, later(33 * 24))).toBe(true);
  });

  test('writes one letter of ten that are asked for at the same moment, each from elsewhere', async () => {
    const asked = Array.from({ length: 10 }, (_, n) => {
      const consent = { ip: `192.0.2.${n}`, form: 'web', language: 'ru' as const };
      return made({ email: n % 2 === 0 ? 'anna@example.org' : 'an.na@example.org', consent });
    });
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
    expect(await letters(db)).toHaveLength(1);
  });

  test('of 40 addresses at the same moment from one network writes to 30', async () => {
    const asked = Array.from({ length: 40 }, (_, n) =>
      requestSubscription(db, request({ email: `p${n}@example.org` }), { tools, now: NOW }),
    );
    await Promise.all(asked);
    expect(await letters(db)).toHaveLength(30);
  });

  test('counts a whole day, wherever in its step the first letter was asked for', async () => {
    expect(await made({}, later(0.9))).toBe(true);
    for (const hours of [22.9, 24.8]) expect(await made({}, later(hours))).toBe(false);
    expect(await made({}, later(26))).toBe(true);
  });

  test('writes no more in an hour than it can answer for, wherever it is asked from', async () => {
    const window = new Date(Math.floor(NOW.getTime() / 300_000) * 300_000);
    await db.query(`insert into rate_limit values ('letters', $1, 2999)`, [window]);
    expect(await made({ email: 'first@example.org' })).toBe(true);
    expect(await made({ email: 'second@example.org' })).toBe(false);
    expect(await made({ email: 'second@example.org' }, later(1.1))).toBe(false);
    expect(await made({ email: 'third@example.org' }, later(1.1))).toBe(true);
  });

  test('of 40 addresses from one network in an hour writes to 30', async () => {
    for (let n = 0; n < 40; n++) {
      const consent = { ip: `2001:db8::${n + 1}`, form: 'web', language: 'ru' as const };
      await requestSubscription(db, request({ email: `p${n}@example.org`, consent }), { tools, now: NOW });
    }
    expect(await letters(db)).toHaveLength(30);
  });

  test('refuses with a sentence for each field, in the language of the form', async () => {
    const wrong = { email: 'nobody', query: 'и в на', zone: 'Mars/Base', sendAt: '25:00', days: [] };
    for (const language of LANGUAGES) {
      const refused = await requestSubscription(db, request({ ...wrong, language }), { tools, now: NOW });
      if (refused.kind !== 'refused') throw new Error('It was not refused.');
      expect(refused.problems.map(({ field }) => field)).toEqual(['email', 'q', 'at', 'days', 'zone']);
      for (const { sentence } of refused.problems) expect(sentence).toMatch(/[.]$/);
    }
    expect(await count('subscriber')).toBe(0);
  });

  test('keeps a query with quotes, line ends and a NUL as one line of a subject', async () => {
    await ask(db, { query: '"аналитик\0данных"\r\nBcc: e@example.org' });
    const [letter] = await letters(db);
    expect(letter?.subject).not.toMatch(/[\r\n\0]/);
  });
});

describe('the letter that answers a form', () => {
  const last = async () => (await letters(db)).at(-1)!;

  test('asks somebody active whether to add the search', async () => {
    await subscribed(db);
    await ask(db, { query: 'бухгалтер' });
    const { subject, text, html } = await last();
    expect(subject).toBe('Добавить поиск: бухгалтер');
    for (const part of [text, html]) {
      expect(part).toContain('http://localhost:3000/confirm/');
      expect(part).not.toContain('Подтвердите адрес');
    }
  });

  test('tells whoever has the search already, with the way to it and nothing to confirm', async () => {
    const { subscriberId } = await subscribed(db);
    await ask(db);
    const { kind, subject, text, expires_at: expires } = await last();
    expect([kind, subject, expires]).toEqual([
      'login',
      'Этот поиск у вас уже есть: аналитик данных',
      later(0.5),
    ]);
    expect(text).not.toContain('/confirm/');
    expect(await logIn(db, await tokenOf(db, 'login'), NOW)).toEqual({ kind: 'loggedIn', subscriberId });
    expect(await db.query(`select from consent where form = 'web'`)).toEqual([]);
  });

  test('tells whoever has 50 searches to delete one first', async () => {
    for (let n = 0; n < 50; n++) await subscribed(db, { query: `профессия${n}`, language: 'en' });
    await ask(db);
    const { subject, text } = await last();
    expect(subject).toBe('Not added yet: аналитик данных');
    expect(text).toContain('You have 50 searches already');
    expect(text).toContain('/confirm/');
  });

  test('is the first one for whoever has left, and for whoever asks twice before confirming', async () => {
    const { subscriberId } = await subscribed(db);
    await leave(db, { subscriberId, reason: null }, NOW);
    for (let n = 0; n < 2; n++) {
      await ask(db);
      expect((await last()).subject).toBe('Подтвердите подписку: аналитик данных');
    }
  });
});

test('the text of a consent names who writes and where to', () => {
  expect(consentText('ru', { name: 'Работа рядом', address: 'jobs@example.org' }).text).toContain(
    'Работа рядом (jobs@example.org)',
  );
  expect(consentText('en', { name: '', address: 'jobs@example.org' }).text).toContain('by jobs@example.org.');
  expect(consentText('en', tools.operator).text).toContain('Вестник (vestnik@localhost)');
});

test('the text of the consent has the hash that stands for its version', () => {
  const hashes = LANGUAGES.map((language) =>
    consentText(language, tools.operator).hash.toString('hex').slice(0, 16),
  );
  // Another text is another version: raise CONSENT_VERSION and write the new hashes here.
  expect([CONSENT_VERSION, ...hashes]).toEqual(['2026-11-24', '030210c6f4ea2018', '0a58c91ad426288a']);
});

describe('saving a search while its shard is matched', () => {
  test('waits for a run that is about to move the progress, and then begins after it', async () => {
    const runner = db.createQueryRunner();
    await runner.startTransaction();
    await runner.query('select pg_advisory_xact_lock(43, $1)', [shardOf(textHash)]);
    let saved = false;
    const asking = ask(db).then(() => {
      saved = true;
    });
    await untilWaiting(db);
    expect(saved).toBe(false);
    const { seq } = await buildVacancy(db);
    await runner.commitTransaction();
    await runner.release();
    await asking;
    // The number is read behind the lock: read before it, the interest would begin with a vacancy already passed over.
    expect(await db.query('select since_seq from saved_search')).toEqual([{ since_seq: seq }]);
  });

  test('lets others save at the same time', async () => {
    const runner = db.createQueryRunner();
    await runner.startTransaction();
    await runner.query('select pg_advisory_xact_lock_shared(43, $1)', [shardOf(textHash)]);
    await ask(db);
    await runner.rollbackTransaction();
    await runner.release();
    expect(await count('saved_search')).toBe(1);
  });
});
