import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { DeliverStep, type DeliverTools } from '../../src/deliver/deliver.step.js';
import { enqueue, type LetterDraft } from '../../src/deliver/enqueue.js';
import type { Identity } from '../../src/deliver/message.js';
import { SmtpMailer, type SmtpSettings } from '../../src/deliver/smtp-mailer.js';
import { readConfig } from '../../src/kit/config.js';

export const FROM = { name: 'Вестник', address: 'jobs@vestnik.example' };
export const NOW = new Date('2026-11-24T09:00:00Z');
/** The settings of the mail side as they are when nobody sets any. */
export const MAIL = readConfig({}, '/').mail;
/** Nobody signs: what a relay does to letters does not depend on it. */
export const IDENTITY: Identity = { from: FROM, signer: null, idempotencyHeader: null };
const HOUR = 3_600_000;

/** What addresses are hashed with in tests. */
export const SECRET = Buffer.alloc(32);

export const silent = pino({ level: 'silent' });

/** Where letters of `draft` wait. */
export const ROADS = ([0, 5, 9] as const).map((priority) => ({ lane: 'other', priority }));

export const later = (minutes: number, from = NOW): Date => new Date(from.getTime() + minutes * 60_000);

let made = 0;

/** A digest letter for a subscriber of its own, due now, worth sending for 20 hours. */
export function draft(given: Partial<LetterDraft> = {}): LetterDraft {
  made += 1;
  return {
    subscriberId: String(1000 + made),
    id: randomUUID(),
    messageKey: `slot:2026-11-24:${made}`,
    kind: 'digest',
    priority: 9,
    digestId: randomUUID(),
    to: `person${made}@mail.example`,
    subject: `${made} новых вакансий по запросу «бухгалтер»`,
    html: `<p lang="ru">Здравствуйте, вот ваши вакансии ${made}</p>`,
    text: `Здравствуйте, вот ваши вакансии ${made}`,
    headers: {
      'List-Unsubscribe': `<https://vestnik.example/u/1.${'x'.repeat(90)}>, <mailto:u+1@vestnik.example>`,
      'Content-Language': 'ru',
    },
    dueAt: NOW,
    expiresAt: new Date(NOW.getTime() + 20 * HOUR),
    ...given,
  };
}

export async function queue(db: DataSource, letters: LetterDraft[], now = NOW): Promise<number> {
  return db.transaction((tx) => enqueue(tx, letters, now));
}

export interface LetterRow {
  id: string;
  state: string;
  attempt: number;
  doubt: number;
  due_at: Date;
  code: number | null;
  enhanced: string | null;
  reason: string | null;
  relay_id: string | null;
  sent_at: Date | null;
}

export async function letterRow(db: DataSource, { id }: { id: string }): Promise<LetterRow> {
  const [row] = await db.query<LetterRow[]>('select * from letter where id = $1', [id]);
  if (!row) throw new Error(`There is no letter ${id}.`);
  return row;
}

/** `ready>claimed>handoff>sent`: every state that a letter went through. */
export async function path(db: DataSource, { id }: { id: string }): Promise<string> {
  const events = await db.query<{ to_state: string }[]>(
    'select to_state from letter_event where letter_id = $1 order by id',
    [id],
  );
  return events.map((event) => event.to_state).join('>');
}

/** Letters by state. */
export async function states(db: DataSource): Promise<Record<string, number>> {
  const rows = await db.query<{ state: string; n: number }[]>(
    'select state, count(*)::int as n from letter group by state',
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

export const empty = (db: DataSource): Promise<unknown> =>
  db.query('truncate letter, letter_body, letter_event, lane, lane_hour');

export function smtpMailer(url: string, given: Partial<SmtpSettings> = {}): SmtpMailer {
  return new SmtpMailer({ url, identity: IDENTITY, ehloName: null, ...given });
}

/** A gate that lets every letter through. */
export const open = async (): Promise<boolean> => true;

export function stepWith(tools: Pick<DeliverTools, 'db' | 'mailer'> & Partial<DeliverTools>): DeliverStep {
  return new DeliverStep({ inDoubt: 'resend', secret: SECRET, log: silent, ...tools });
}
