import { gunzipSync } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { links } from '../../src/kit/links.js';
import { createRenderer } from '../../src/kit/render.js';
import { addressKey } from '../../src/subscribe/address.js';
import { forgetLimits } from '../../src/subscribe/limits.js';
import { type FormRequest, requestSubscription } from '../../src/subscribe/request-subscription.js';
import { subscribeConfirmed } from '../../src/subscribe/subscribe-confirmed.js';
import type { LetterTools } from '../../src/subscribe/tools.js';

export const NOW = new Date('2026-11-24T09:00:00Z');
export const later = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);

/** The key that startWeb signs with, too. */
export const tools: LetterTools = {
  renderer: createRenderer(),
  links: links('http://localhost:3000'),
  secret: Buffer.alloc(32, 7),
  operator: { name: 'Вестник', address: 'vestnik@localhost' },
};

/** A request that says everything; what a test is about it gives itself. */
export const request = (given: Partial<FormRequest> = {}): FormRequest => ({
  email: 'anna@example.org',
  query: 'аналитик данных',
  filters: {},
  places: [],
  language: 'ru',
  zone: 'Europe/Moscow',
  sendAt: '09:00',
  days: [1, 2, 3, 4, 5, 6, 7],
  consent: { ip: '192.0.2.7', form: 'web', language: 'ru' },
  ...given,
});

/** Asks, as if nobody had asked yet, and answers what was made; throws where nothing was. */
export async function ask(db: DataSource, given: Partial<FormRequest> = {}, now = NOW) {
  await forgetLimits(db.manager, [addressKey(given.email ?? request().email) ?? ''], tools.secret);
  const asked = await requestSubscription(db, request(given), { tools, now });
  if (asked.kind === 'refused' || asked.made === null) throw new Error(JSON.stringify(asked));
  return asked.made;
}

/** An active subscriber with this search. */
export async function subscribed(db: DataSource, given: Partial<FormRequest> = {}, now = NOW) {
  const done = await subscribeConfirmed(db, { ...request(given), evidence: 'a test' }, now);
  if (done.kind === 'refused') throw new Error(JSON.stringify(done));
  return done;
}

export interface QueuedLetter {
  kind: string;
  state: string;
  to: string;
  subject: string;
  headers: Record<string, string>;
  text: string;
  html: string;
  expires_at: Date;
  priority: number;
}

/** Every letter in the outbox, the oldest first. */
export async function letters(db: DataSource): Promise<QueuedLetter[]> {
  const rows: (Omit<QueuedLetter, 'text' | 'html'> & { text: Buffer; html: Buffer })[] = await db.query(
    `select l.kind, l.state, l.expires_at, l.priority, b.to_email as "to", b.subject, b.headers, b.body_text as text, b.html
       from letter l join letter_body b on b.subscriber_id = l.subscriber_id and b.letter_id = l.id
      order by l.created_at, l.id`,
  );
  return rows.map((row) => ({
    ...row,
    text: gunzipSync(row.text).toString(),
    html: gunzipSync(row.html).toString(),
  }));
}

/** The token of the newest letter of a kind. */
export async function tokenOf(db: DataSource, kind: 'confirm' | 'login'): Promise<string> {
  const letter = (await letters(db)).findLast((one) => one.kind === kind);
  const [, token] = new RegExp(`/${kind}/([\\w.-]+)`).exec(letter?.text ?? '') ?? [];
  if (token === undefined) throw new Error(`There is no ${kind} letter.`);
  return token;
}

/** What the newest confirm letter's link brings. */
export const confirmLink = async (db: DataSource) => ({
  token: await tokenOf(db, 'confirm'),
  secret: tools.secret,
});

// Children before parents.
const TABLES = [
  ...['letter_event', 'letter_body', 'letter', 'bounce_event', 'suppression', 'rate_limit'],
  ...[
    'hidden_vacancy',
    'digest_item',
    'digest',
    'schedule',
    'token',
    'consent',
    'saved_search',
    'search',
    'address',
    'subscriber',
  ],
  ...['vacancy', 'cluster'],
];

/** Deletes: to truncate as many tables makes their files anew and takes 50 ms, which is most of a test. */
export const empty = (db: DataSource): Promise<unknown> =>
  db.query(TABLES.map((table) => `delete from ${table}`).join(';'));

/** Waits until some statement in this database waits for a lock. */
export async function untilWaiting(db: DataSource): Promise<void> {
  for (let i = 0; i < 500; i++) {
    const waiting = await db.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('Nobody waits for a lock.');
}

/** Runs `work` while another connection is inside a transaction that began with `sql`; then that is rolled back. */
export async function meanwhile<T>(
  db: DataSource,
  { sql, values = [] }: { sql: string; values?: unknown[] },
  work: () => Promise<T>,
): Promise<T> {
  const runner = db.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query(sql, values);
    return await work();
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

/** Searches whose number of followers is not that of their open saved searches: always none. */
export const wrongFollowers = (db: DataSource): Promise<unknown[]> =>
  db.query(
    `select s.id, s.followers, n from search s
       left join lateral (
         select count(*)::int as n from saved_search where search_id = s.id and ended_at is null
       ) open on true
      where s.followers <> n`,
  );

/** Everything that this folder and the outbox hold, to tell whether anything changed. */
export async function everything(db: DataSource): Promise<string> {
  const tables = [
    'subscriber',
    'address',
    'saved_search',
    'hidden_vacancy',
    'search',
    'consent',
    'token',
    'letter',
    'rate_limit',
  ];
  const rows = await Promise.all(tables.map((table) => db.query(`select * from ${table} order by 1, 2`)));
  return JSON.stringify(rows);
}
