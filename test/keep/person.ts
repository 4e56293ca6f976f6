import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { addressHash } from '../../src/deliver/address-hash.js';
import { enqueue } from '../../src/deliver/enqueue.js';
import { suppress } from '../../src/deliver/suppression.sql.js';
import { ensureDay } from '../../src/store/day-partitions.js';
import { confirmSubscription } from '../../src/subscribe/confirm-subscription.js';
import { hideVacancy } from '../../src/subscribe/hide-vacancy.js';
import { requestLogin } from '../../src/subscribe/login.js';
import { pauseAll } from '../../src/subscribe/manage.js';
import { draft } from '../deliver/support.js';
import { ask, confirmLink, later, NOW, tools } from '../subscribe/support.js';
import { buildVacancy } from '../support/build.js';

const DAY = NOW.toISOString().slice(0, 10);

/** Somebody with a row in every table that knows a person; what they asked and were told carries their name. */
export async function buildPerson(db: DataSource, email: string, hour = 0) {
  const [name] = email.split('@');
  const query = `бухгалтер ${name}`;
  await ask(db, { email, query }, later(hour));
  const done = await confirmSubscription(db, await confirmLink(db), later(hour + 1));
  if (done.kind !== 'confirmed') throw new Error(done.kind);
  const { subscriberId, savedSearchId } = done;
  await requestLogin(db, { email, language: 'ru', ip: '192.0.2.9' }, { tools, now: later(2) });
  await pauseAll(db, { subscriberId, until: later(50) }, later(3));
  const [{ search_id: searchId }] = await db.query('select search_id from saved_search where id = $1', [
    savedSearchId,
  ]);
  const digestId = await tell(db, { subscriberId, savedSearchId, email });
  await find(db, searchId);
  await complain(db, { subscriberId, email });
  return { subscriberId, savedSearchId, searchId: searchId as string, digestId };
}

async function tell(
  db: DataSource,
  { subscriberId, savedSearchId, email }: Record<'subscriberId' | 'savedSearchId' | 'email', string>,
) {
  const digestId = randomUUID();
  const { id, clusterId } = await buildVacancy(db);
  await db.query(
    `insert into schedule (subscriber_id, next_slot_at, told_at, planned_for) values ($1, $2, $2, $2)`,
    [subscriberId, NOW],
  );
  await db.query(
    `insert into digest (subscriber_id, id, kind, slot, made_at, found) values ($1, $2, 'slot', '2026-11-24', $3, 1)`,
    [subscriberId, digestId, NOW],
  );
  await db.query(
    `insert into digest_item (subscriber_id, cluster_id, digest_id, vacancy_id, saved_search_ids, rank, in_letter, told_at)
     values ($1, $2, $3, $4, $5, 1, true, $6)`,
    [subscriberId, clusterId, digestId, id, [savedSearchId], NOW],
  );
  await hideVacancy(db, { subscriberId, clusterId, vacancyId: id }, later(4));
  const said = `Здравствуйте, ${email}!`;
  const letter = draft({
    subscriberId,
    digestId,
    to: email,
    subject: said,
    html: `<p>${said}</p>`,
    text: said,
  });
  await db.transaction((tx) => enqueue(tx, [letter], NOW));
  return digestId;
}

async function find(db: DataSource, searchId: string): Promise<void> {
  await db.transaction((tx) => ensureDay(tx, 'match', DAY));
  await db.query(
    `insert into match (search_id, upto_seq, made_on, from_seq, total, vacancy_ids) values ($1, 2, $2, 1, 1, '{1}')`,
    [searchId, DAY],
  );
  await db.query('insert into match_progress (shard, search_id, upto_seq) values (3, $1, 1)', [searchId]);
  await db.query('insert into market_figure (search_id, as_of, total, with_pay) values ($1, $2, 1, 0)', [
    searchId,
    DAY,
  ]);
}

async function complain(
  db: DataSource,
  { subscriberId, email }: Record<'subscriberId' | 'email', string>,
): Promise<void> {
  const hash = addressHash(tools.secret, email);
  const [{ id }] = await db.query(
    `insert into bounce_event (source, event_id, subscriber_id, address_hash, kind, reason, received_at)
     values ('mailbox', $1, $2, $3, 'soft', $4, $5) returning id`,
    [randomUUID(), subscriberId, hash, `452 ${email} is full`, NOW],
  );
  const why = {
    scope: 'digest',
    reason: 'asleep',
    expiresAt: later(24),
    evidence: `bounce_event ${id}`,
  } as const;
  await db.transaction((tx) => suppress(tx, { addressHash: hash, ...why }, NOW));
  await db.transaction((tx) => ensureDay(tx, 'returned_mail', DAY));
  const raw = gzipSync(`To: <${email.toUpperCase()}>\r\n\r\nOver quota`);
  await db.query(
    `insert into returned_mail (came_on, hash, subscriber_id, raw) values ($1, $2, $3, $5), ($1, $4, null, $5)`,
    [DAY, randomBytes(32), subscriberId, randomBytes(32), raw],
  );
}
