import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { countLetters, type MailboxLine, selectLetter, selectLetters } from './mailbox.sql.js';

export type { MailboxLine } from './mailbox.sql.js';

/** A letter with both parts as they were sent. */
export interface MailboxLetter extends MailboxLine {
  headers: Record<string, string>;
  html: string;
  text: string;
}

/** A page of the mailbox; the first is 1. */
export interface MailboxPage {
  letters: MailboxLine[];
  page: number;
  pages: number;
  total: number;
}

const PAGE = 20;

/** The outbox as a mailbox, newest first, 20 a page. For people trying Vestnik out without a relay. */
export async function readMailbox(db: DataSource, { page }: { page: number }): Promise<MailboxPage> {
  const total = await countLetters(db);
  const pages = Math.max(1, Math.ceil(total / PAGE));
  const shown = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
  const letters = await selectLetters(db, PAGE, (shown - 1) * PAGE);
  return { letters, page: shown, pages, total };
}

/** One letter with both parts decompressed; null when there is none, or its body was dropped. */
export async function readLetter(
  db: DataSource,
  subscriberId: string,
  id: string,
): Promise<MailboxLetter | null> {
  if (!/^\d{1,18}$/.test(subscriberId) || !UUID.test(id)) return null;
  const packed = await selectLetter(db, subscriberId, id);
  if (packed === null) return null;
  const [html, text] = await Promise.all([decompress(packed.html), decompress(packed.text)]);
  return { ...packed, html: html.toString(), text: text.toString() };
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const decompress = promisify(gunzip);
