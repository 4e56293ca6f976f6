import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { enqueue } from '../enqueue.js';

const HOUR = 3_600_000;

// It is nobody's letter; subscribers are numbered from 1.
const NOBODY = '0';

/**
 * Queues the hour's canary: a letter by the road that every letter goes, to an address that somebody, or something,
 * watches. It is worth nothing after its hour, so that a relay that comes back is not given a night's worth of them.
 */
export async function queueCanary(db: DataSource, to: string, now: Date): Promise<void> {
  const hour = now.toISOString().slice(0, 13);
  const text = [
    `Vestnik was well at ${hour}:00 UTC: this letter went the way that every letter goes.`,
    'One comes each hour. When they stay away, look at /status and at the log.',
  ];
  const letter = {
    subscriberId: NOBODY,
    id: randomUUID(),
    messageKey: `canary:${hour}`,
    kind: 'canary',
    priority: 5,
    digestId: null,
    to,
    subject: `Vestnik canary ${hour}:00 UTC`,
    html: `<!doctype html><html lang="en"><title>Vestnik canary</title><p>${text.join('</p><p>')}</p></html>`,
    text: `${text.join('\n')}\n`,
    headers: { 'Content-Language': 'en' },
    dueAt: now,
    expiresAt: new Date(now.getTime() + HOUR),
  } as const;
  await db.transaction((tx) => enqueue(tx, [letter], now));
}
