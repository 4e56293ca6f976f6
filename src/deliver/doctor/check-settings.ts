import type { Config } from '../../kit/config.js';
import { about, type Finding } from './finding.js';

const say = about('settings');

/** What the settings promise together; each alone was checked when it was read. */
export function checkSettings({
  production,
  publicUrl,
  smtpUrl,
  secretKey,
  databaseUrl,
  mail,
}: Config): Finding[] {
  const todo = [
    !production && 'NODE_ENV is not production: what production refuses is let pass here.',
    !publicUrl.startsWith('https:') &&
      'PUBLIC_URL does not begin with https://: mail clients then show no button to unsubscribe (RFC 8058 wants https), and Gmail and Yahoo ask bulk senders for it.',
    smtpUrl === null && 'SMTP_URL is not set: letters stay in the built-in mailbox.',
    secretKey === null &&
      'SECRET_KEY is not set: the one made in DATA_DIR signs the links in letters, so keep that folder.',
    databaseUrl === null && 'DATABASE_URL is not set: the embedded Postgres serves this one machine.',
    mail.canaryTo === null &&
      'CANARY_TO is not set: give it an address of yours, and a letter an hour shows that mail flows.',
  ].filter((sentence) => sentence !== false);
  return todo.length === 0 ? [say('ok', 'Complete.')] : todo.map((sentence) => say('todo', sentence));
}
