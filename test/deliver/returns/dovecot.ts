import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { until } from '../../support/until.js';

/** A real IMAP server on this machine, with one empty box. */
export interface Dovecot {
  url: string;
  /** Puts a mail into the box. */
  put(raw: Buffer): Promise<void>;
  /** The flags of each mail that is in the box, oldest first. */
  flags(): Promise<string[][]>;
  stop(): Promise<void>;
}

/** Whether Debian's dovecot-imapd is here, and whether it may be started (it wants to be root). */
export const hasDovecot = (): boolean =>
  process.getuid?.() === 0 && spawnSync('/usr/sbin/dovecot', ['--version']).status === 0;

export async function startDovecot(): Promise<Dovecot> {
  const home = await mkdtemp(join(tmpdir(), 'dovecot-'));
  // Dovecot works as nobody: it must get in, and make its maildir.
  await chmod(home, 0o777);
  const port = await freePort();
  const config = join(home, 'dovecot.conf');
  await writeFile(join(home, 'users'), 'box:{PLAIN}secret word::::::\n');
  await writeFile(config, configOf(home, port));
  const server = spawn('/usr/sbin/dovecot', ['-F', '-c', config], { stdio: 'ignore' });
  const url = `imap://box:secret%20word@127.0.0.1:${port}/INBOX`;
  const withBox = <T>(work: (client: ImapFlow) => Promise<T>) => inBox(port, work);
  try {
    await until(() => withBox(async () => true).catch(() => false));
  } catch (error) {
    await ended(server);
    throw error;
  }
  return {
    url,
    put: (raw) => withBox(async (client) => void (await client.append('INBOX', raw))),
    flags: () =>
      withBox(async (client) => {
        const status = await client.status('INBOX', { messages: true });
        if (!status || status.messages === 0) return [];
        const mails = await client.fetchAll('1:*', { flags: true });
        return mails.map(({ flags }) => [...(flags ?? [])].filter((flag) => flag !== '\\Recent'));
      }),
    stop: async () => {
      await ended(server);
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function inBox<T>(port: number, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port, secure: false, logger: false, disableAutoIdle: true },
    auth: { user: 'box', pass: 'secret word' },
  });
  client.on('error', () => {});
  await client.connect();
  try {
    const lock = await client.getMailboxLock('INBOX');
    try {
      return await work(client);
    } finally {
      lock.release();
    }
  } finally {
    await client.logout().catch(() => client.close());
  }
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGTERM');
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const configOf = (home: string, port: number): string => `
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${home}/mail
mail_uid = 65534
mail_gid = 65534
first_valid_uid = 1
passdb {
  driver = passwd-file
  args = ${home}/users
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=${home}/home
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`;
