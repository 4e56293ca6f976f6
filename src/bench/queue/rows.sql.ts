import type { DataSource } from 'typeorm';
import { ensureBodyPartition } from '../../deliver/body-partition.js';

/** Queues `count` digests over all lanes, a few confirm letters among them, as compose would have left them. */
export async function fillOutbox(db: DataSource, count: number, now: Date): Promise<void> {
  await db.transaction((tx) => ensureBodyPartition(tx, now));
  await db.query(LETTERS, [count, now]);
  await db.query(
    `insert into letter_body (subscriber_id, letter_id, made_on, to_email, subject, headers, html, body_text)
     select subscriber_id, id, $1::date, 'p' || subscriber_id || '@example.org', 'digest', '{}',
       decode(repeat('00', 400), 'hex'), decode(repeat('00', 200), 'hex') from letter`,
    [now.toISOString().slice(0, 10)],
  );
  await db.query('vacuum (analyze) letter');
}

const LETTERS = `
  insert into letter (subscriber_id, id, message_key, kind, lane, priority, created_at, due_at, expires_at)
  select n, gen_random_uuid(), 'slot:' || n, 'digest',
    (array['gmail', 'mailru', 'mailru', 'yandex', 'yandex', 'microsoft', 'yahoo', 'other'])[1 + n % 8],
    case when n % 1000 = 0 then 0 else 9 end, $2::timestamptz,
    $2::timestamptz - (n % 3600) * interval '1 second', $2::timestamptz + interval '20 hours'
  from generate_series(1, $1) n`;
