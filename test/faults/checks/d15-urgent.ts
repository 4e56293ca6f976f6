import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { until } from '../../support/until.js';
import type { Bench, Check, Verdict } from '../harness/bench.js';
import { letterAt, queueLetters } from '../harness/letters.js';
import { NOW } from '../harness/played-clock.js';

const URGENT = 5;
const MOST_MS = 10_000;

/** A confirm letter behind a mountain of digests. */
export const urgentFirst: Check = {
  id: 'D15',
  promise: 'a confirm letter behind all those digests is handed over within 10 s',
  async run(bench: Bench): Promise<Verdict> {
    const { dataSource: db, url } = await bench.database();
    const relay = await bench.relay({ delay: 100 });
    const crew = bench.crew({ DATABASE_URL: url, SMTP_URL: relay.url });
    const { backlog } = bench.sizes;
    await pileUp(db, bench, backlog);
    const worker = await crew.next();
    const end = worker.run({ command: 'deliver', now: NOW.toISOString() });
    await until(() => relay.book.copies.length > 0, 60_000);
    const waits: number[] = [];
    for (let n = 0; n < URGENT; n++) {
      await wait(200, null, { signal: bench.signal });
      const letter = letterAt(NOW, bench.random, {
        kind: 'confirm',
        priority: 0,
        digestId: null,
        html: '<p>…</p>',
      });
      const queued = performance.now();
      await queueLetters(db, [letter], NOW);
      await until(() => relay.book.copiesTo(letter.to).length > 0, 2 * MOST_MS).catch(() => undefined);
      waits.push((relay.book.copiesTo(letter.to)[0]?.at ?? Number.POSITIVE_INFINITY) - queued);
    }
    const digests = relay.book.copies.length - URGENT;
    worker.strike('SIGTERM');
    await end;
    const slowest = Math.round(Math.max(...waits));
    const wrong = slowest > MOST_MS ? [`the slowest took ${slowest} ms`] : [];
    if (digests >= backlog) wrong.push('the digests were through before the last urgent letter came');
    return { figures: { digests: backlog, urgent: URGENT, 'slowest, ms': slowest }, wrong };
  },
};

/** So many letters ready, all with one body's bytes: only their number is wanted. */
async function pileUp(db: DataSource, bench: Bench, letters: number): Promise<void> {
  const one = letterAt(NOW, bench.random, { to: 'crowd@mail.example', id: randomUUID() });
  await queueLetters(db, [one], NOW);
  await db.query(
    `with more as (
       insert into letter (subscriber_id, id, message_key, kind, lane, priority, digest_id, created_at, due_at, expires_at)
       select subscriber_id + 1000000 + n, gen_random_uuid(), message_key || n, kind, lane, priority, digest_id,
         created_at, due_at, expires_at
       from letter, generate_series(1, $2) as n where id = $1
       returning subscriber_id, id
     )
     insert into letter_body (subscriber_id, letter_id, made_on, to_email, subject, headers, html, body_text)
     select more.subscriber_id, more.id, made_on, to_email, subject, headers, html, body_text
     from more, letter_body where letter_id = $1`,
    [one.id, letters - 1],
  );
  await db.query('analyze letter');
}
