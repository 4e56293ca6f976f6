import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { addressHash } from '../../src/deliver/address-hash.js';
import { suppress } from '../../src/deliver/suppression.sql.js';
import { sign } from '../../src/kit/tokens.js';
import { empty, subscribed, tools } from '../subscribe/support.js';
import { form } from '../subscribe/visitor.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from './start-web.js';

/** `TIMES=500` for the figure of docs/security.md. */
const TIMES = Number(process.env.TIMES ?? 60);
const KINDS = ['new', 'known', 'suppressed'] as const;
type Kind = (typeof KINDS)[number];

let database: TestDatabase;
let db: DataSource;
let web: Web;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
  await empty(db);
  web = await startWeb(db, { trustProxy: true });
  for (let n = 0; n < TIMES; n++) {
    await subscribed(db, { email: emailOf('known', n) });
    const hash = addressHash(tools.secret, emailOf('suppressed', n));
    const reason = { scope: 'all', reason: 'complaint', evidence: null, expiresAt: null } as const;
    await suppress(db.manager, { addressHash: hash, ...reason }, new Date());
  }
}, 120_000);
afterAll(async () => {
  await web.close();
  await database.close();
});

const emailOf = (kind: Kind, n: number): string => `${kind}${n}@example.org`;

interface Answer {
  ms: number;
  said: string;
}

async function ask(path: string, email: string, origin: string): Promise<Answer> {
  const token = sign(tools.secret, 'form', `${Date.now() - 10_000}:`);
  const fields = { form: token, q: 'повар', email, consent: '1', at: '09:00', day: '1' };
  const body = form({ ...fields, zone: 'Europe/Moscow', language: 'ru' });
  const began = performance.now();
  const response = await fetch(`${web.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: { 'x-forwarded-for': origin },
  });
  const text = await response.text();
  const ms = performance.now() - began;
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return { ms, said: JSON.stringify([response.status, headers, text]) };
}

/** The three kinds in turn, each turn in another order, so that a busy machine is equally busy for all. */
async function askAll(path: string): Promise<Record<Kind, Answer[]>> {
  const answers: Record<Kind, Answer[]> = { new: [], known: [], suppressed: [] };
  let next = 0;
  const askSome = async () => {
    for (let n = next++; n < TIMES; n = next++) {
      const order = n % 2 === 0 ? KINDS : KINDS.toReversed();
      for (const kind of [...order.slice(n % 3), ...order.slice(0, n % 3)]) {
        const origin = `2001:db8:${n.toString(16)}:${KINDS.indexOf(kind)}::1`;
        answers[kind].push(await ask(path, emailOf(kind, n), origin));
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, askSome));
  return answers;
}

/** The p of a two-sample Kolmogorov–Smirnov test (asymptotic). */
function sameDistribution(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b].sort((x, y) => x - y);
  const share = (of: readonly number[], upTo: number) => of.filter((x) => x <= upTo).length / of.length;
  const distance = Math.max(...all.map((x) => Math.abs(share(a, x) - share(b, x))));
  const size = Math.sqrt((a.length * b.length) / (a.length + b.length));
  const lambda = (size + 0.12 + 0.11 / size) * distance;
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return lambda < 0.2 ? 1 : Math.min(1, Math.max(0, p));
}

test('the judge of times tells 3 ms of 200 apart', () => {
  const noise = Array.from({ length: 200 }, (_, n) => 200 + ((n * 7919) % 200) / 100);
  expect(sameDistribution(noise, noise.toReversed())).toBeGreaterThan(0.99);
  expect(
    sameDistribution(
      noise,
      noise.map((ms) => ms + 3),
    ),
  ).toBeLessThan(0.001);
});

test.each(['/subscribe', '/login'])(
  `%s answers new, known and suppressed addresses with the same bytes in the same time (${TIMES} each)`,
  async (path) => {
    const answers = await askAll(path);
    const said = KINDS.flatMap((kind) => answers[kind].map(({ said }) => said));
    expect(new Set(said).size).toBe(1);
    const times = (kind: Kind) => answers[kind].map(({ ms }) => ms);
    const p = {
      known: sameDistribution(times('new'), times('known')),
      suppressed: sameDistribution(times('new'), times('suppressed')),
    };
    process.stdout.write(`${path}: p ${JSON.stringify(p)}\n`);
    expect(Math.min(p.known, p.suppressed)).toBeGreaterThan(0.01);
  },
  30_000 + TIMES * 600,
);
