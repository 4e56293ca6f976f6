import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { sign } from '../../src/kit/tokens.js';
import { empty, letters } from '../subscribe/support.js';
import { form } from '../subscribe/visitor.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from './start-web.js';

/** `FLOOD=10000` for the figure of docs/security.md. */
const POSTS = Number(process.env.FLOOD ?? 1000);
const ORIGINS = Math.min(1000, POSTS);
const AT_ONCE = 100;

let database: TestDatabase;
let db: DataSource;
let web: Web;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
  await empty(db);
  web = await startWeb(db, { trustProxy: true });
});
afterAll(async () => {
  await web.close();
  await database.close();
});

/** IPv4 and IPv6 by turns. */
const originOf = (n: number): string =>
  n % 2 === 0 ? `198.51.${n >> 8}.${n & 255}` : `2001:db8:${n.toString(16)}::1`;

// Spellings of one mailbox: tags and dots.
const spellingOf = (n: number): string =>
  `${['victim', 'vic.tim', `victim+${n}`, 'VICTIM'][n % 4]!}@example.org`;

const WAYS = ['/subscribe', '/login'];

test(
  `a flood of ${POSTS} forms from ${ORIGINS} addresses of origin brings one victim one letter at most`,
  async () => {
    const token = sign(Buffer.alloc(32, 7), 'form', `${Date.now() - 10_000}:`);
    const post = async (n: number): Promise<number> => {
      const fields = { form: token, q: `профессия${n % 7}`, email: spellingOf(n), consent: '1' };
      const more = { at: '09:00', day: '1', zone: 'Europe/Moscow', language: 'ru' };
      const response = await fetch(`${web.url}${n % 10 === 9 ? WAYS[1] : WAYS[0]}`, {
        method: 'POST',
        redirect: 'manual',
        body: form({ ...fields, ...more }),
        headers: { 'x-forwarded-for': originOf(n % ORIGINS) },
      });
      await response.text();
      return response.status;
    };
    const answers = new Map<number, number>();
    let next = 0;
    const bomb = async () => {
      for (let n = next++; n < POSTS; n = next++) {
        const status = await post(n);
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, bomb));
    // Whoever posts learns nothing: the same answer each time.
    expect([...answers]).toEqual([[303, POSTS]]);
    expect(await letters(db)).toHaveLength(1);
    expect(await db.query('select count(*)::int as n from subscriber')).toEqual([{ n: 1 }]);
  },
  20_000 + POSTS * 60,
);
