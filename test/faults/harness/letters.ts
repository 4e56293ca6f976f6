import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { enqueue, type LetterDraft } from '../../../src/deliver/enqueue.js';
import type { Random } from './random.js';

const DAY = 86_400_000;
const SENTENCE = 'Бухгалтер на первичную документацию, Казань, от 60 000 до 80 000 ₽ на руки. ';

let made = 0;

/** A digest letter to somebody who gets no other, due at `now`: mostly of 2 KB, one in five of 60 KB. */
export function letterAt(now: Date, random: Random, given: Partial<LetterDraft> = {}): LetterDraft {
  made += 1;
  const sentences = random.next() < 0.2 ? 200 : 5;
  const text = Array.from({ length: sentences }, (_, n) => `${n}. ${SENTENCE}${random.whole(1, 1e9)}`).join(
    '\n',
  );
  return {
    subscriberId: String(100_000 + made),
    id: randomUUID(),
    messageKey: `slot:${made}`,
    kind: 'digest',
    priority: 9,
    digestId: randomUUID(),
    to: `person${made}@mail.example`,
    subject: `${made} новых вакансий по запросу «бухгалтер»`,
    html: `<p lang="ru">${text}</p>`,
    text,
    headers: { 'List-Unsubscribe': '<https://vestnik.example/u/1.x>, <mailto:u+1@vestnik.example>' },
    dueAt: now,
    expiresAt: new Date(now.getTime() + 300 * DAY),
    ...given,
  };
}

export async function queueLetters(db: DataSource, letters: LetterDraft[], now: Date): Promise<void> {
  await db.transaction((tx) => enqueue(tx, letters, now));
}

/** Sees to it that `wanted` letters wait. */
export async function topUp(db: DataSource, random: Random, { wanted, now }: { wanted: number; now: Date }) {
  const [{ waiting } = { waiting: 0 }] = await db.query<{ waiting: number }[]>(
    `select count(*)::int as waiting from letter where state = 'ready'`,
  );
  const missing = Math.max(0, wanted - waiting);
  await queueLetters(
    db,
    Array.from({ length: missing }, () => letterAt(now, random)),
    now,
  );
}
