import type { DataSource } from 'typeorm';
import type { LetterState } from '../store/letter.entity.js';
import type { LetterKind } from './letter-draft.js';

/** A letter in the list; subject and address are null once its body was dropped (after 7 days). */
export interface MailboxLine {
  subscriberId: string;
  id: string;
  kind: LetterKind;
  state: LetterState;
  to: string | null;
  subject: string | null;
  createdAt: Date;
  sentAt: Date | null;
}

/** A letter with its body; both parts are gzip. */
export interface PackedMailboxLetter extends MailboxLine {
  headers: Record<string, string>;
  html: Buffer;
  text: Buffer;
}

/** All letters, newest first. */
export function selectLetters(db: DataSource, limit: number, offset: number): Promise<MailboxLine[]> {
  return db.query<MailboxLine[]>(
    `select ${LINE} from letter l left join letter_body b on ${BODY_OF_LETTER}
     order by l.created_at desc, l.id limit $1 offset $2`,
    [limit, offset],
  );
}

/** How many letters there are. */
export async function countLetters(db: DataSource): Promise<number> {
  const [row] = await db.query<{ total: number }[]>('select count(*)::int as total from letter');
  return row?.total ?? 0;
}

/** One letter with its body, or null. */
export async function selectLetter(
  db: DataSource,
  subscriberId: string,
  id: string,
): Promise<PackedMailboxLetter | null> {
  const [row] = await db.query<PackedMailboxLetter[]>(
    `select ${LINE}, b.headers, b.html, b.body_text as "text"
     from letter l join letter_body b on ${BODY_OF_LETTER}
     where l.subscriber_id = $1 and l.id = $2`,
    [subscriberId, id],
  );
  return row ?? null;
}

const LINE = `l.subscriber_id as "subscriberId", l.id, l.kind, l.state, b.to_email as "to", b.subject,
  l.created_at as "createdAt", l.sent_at as "sentAt"`;

const BODY_OF_LETTER = `b.subscriber_id = l.subscriber_id and b.letter_id = l.id
  and b.made_on = (l.created_at at time zone 'UTC')::date`;
