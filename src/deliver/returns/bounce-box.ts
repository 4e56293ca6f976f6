import { isIP } from 'node:net';
import { ImapFlow } from 'imapflow';
import type { Log } from '../../kit/log.js';

/** What to do with a mail that was read: delete what is settled, leave (flagged) what a person should see. */
export type Verdict = 'settled' | 'leave';

export interface BoxReader {
  /** imaps://user:password@host/INBOX */
  url: string;
  log: Log;
  /** Takes a mail; its verdict is acted on only after it has resolved. */
  take(raw: Buffer): Promise<Verdict>;
  /** Asked before each mail. */
  stopped(): boolean;
}

// A returned letter of ours is 100 KB; what is far larger is no answer to us.
const LARGEST = 5 * 1024 * 1024;
const BATCH = 500;
const SECOND = 1000;

/**
 * Reads the box once, mail by mail, and answers how many were taken. One mail is in memory at a time. A mail is deleted
 * after what it says was committed; a crash between reads it again. What is left stays flagged, so that it is read
 * once; the flag is the one mark that every server keeps. Throws when the server cannot be reached.
 */
export async function readBox({ url, log, take, stopped }: BoxReader): Promise<number> {
  const client = new ImapFlow(settingsOf(new URL(url)));
  // Without a listener a lost connection would end the process; the command under way rejects all the same.
  client.on('error', () => {});
  await client.connect();
  try {
    const lock = await client.getMailboxLock(folderOf(new URL(url)));
    try {
      const found = (await client.search({ flagged: false, deleted: false }, { uid: true })) || [];
      let taken = 0;
      for (const uid of found.slice(0, BATCH)) {
        if (stopped()) break;
        if (await takeOne(client, uid, { log, take })) taken += 1;
      }
      return taken;
    } finally {
      lock.release();
    }
  } finally {
    await client.logout().catch(() => client.close());
  }
}

async function takeOne(
  client: ImapFlow,
  uid: number,
  { log, take }: Pick<BoxReader, 'log' | 'take'>,
): Promise<boolean> {
  const one = String(uid);
  const found = await client.fetchOne(one, { size: true, source: { maxLength: LARGEST } }, { uid: true });
  // Gone meanwhile: another process or a person took it.
  if (!found || found.source === undefined) return false;
  const { size = 0, source } = found;
  if (size > LARGEST) {
    log.warn({ uid, size }, 'a mail in the bounce box is too large to be read: left there, flagged');
    await client.messageFlagsAdd(one, ['\\Flagged'], { uid: true });
    return false;
  }
  if ((await take(source)) === 'settled') await client.messageDelete(one, { uid: true });
  else await client.messageFlagsAdd(one, ['\\Flagged'], { uid: true });
  return true;
}

function settingsOf(url: URL) {
  const secure = url.protocol === 'imaps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: Number(url.port) || (secure ? 993 : 143),
    secure,
    // Plain text is for this machine alone: elsewhere imap:// means STARTTLS, or nothing.
    ...(secure || isLoopback(host) ? {} : { doSTARTTLS: true }),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false as const,
    disableAutoIdle: true,
    connectionTimeout: 20 * SECOND,
    greetingTimeout: 20 * SECOND,
    socketTimeout: 60 * SECOND,
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const folderOf = (url: URL): string => decodeURIComponent(url.pathname.slice(1)) || 'INBOX';
