import { generateKeyPairSync, sign } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { createTransport, type SendMailOptions } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { OutgoingLetter } from '../../deliver/mailer.js';
import { composeMessage, type Identity, messageId } from '../../deliver/message.js';
import { SmtpMailer } from '../../deliver/smtp-mailer.js';

/** One way to send letters, or a part of it: what a letter costs is measured over many calls. */
export interface Side {
  send(letter: OutgoingLetter): Promise<void> | void;
  close(): void;
}

const FROM = { name: 'Вестник', address: 'jobs@vestnik.example' };
const DOMAIN = 'vestnik.example';
const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const identity: Identity = {
  from: FROM,
  signer: { domain: DOMAIN, selector: 'v1', key },
  idempotencyHeader: null,
};

/** The sides by name; `url` is the sink's, `connections` how many letters are under way at once. */
export const SIDES: Record<string, (url: string, connections: number) => Side> = {
  ours,
  composer: () => ({ send: (letter) => void composeMessage(letter, identity), close: () => undefined }),
  signature: () => ({ send: () => void sign('sha256', SIGNED, key), close: () => undefined }),
  'nodemailer pool': (url, connections) =>
    pool(url, connections, { dkim: key.export({ type: 'pkcs8', format: 'pem' }) }),
  'nodemailer pool, tuned': (url, connections) =>
    pool(url, connections, { dkim: key, textEncoding: 'base64' }),
  'our composer over nodemailer': overNodemailer,
};

// As many bytes as the signed headers of a digest.
const SIGNED = Buffer.alloc(1100, 'x');

function ours(url: string): Side {
  const mailer = new SmtpMailer({ url, identity, ehloName: null });
  const gate = async () => true;
  return {
    async send(letter) {
      const outcome = await mailer.send(letter, gate);
      if (outcome.kind !== 'sent') throw new Error(`The sink did not take a letter: ${outcome.kind}.`);
    },
    close: () => mailer.close(),
  };
}

function pool(
  url: string,
  maxConnections: number,
  {
    dkim: privateKey,
    ...tuned
  }: { dkim: typeof key | string | Buffer } & Pick<SendMailOptions, 'textEncoding'>,
): Side {
  const dkim = { domainName: DOMAIN, keySelector: 'v1', privateKey };
  const transport = createTransport({ url, pool: true, maxConnections, dkim });
  return {
    async send({ to, subject, html, text, headers, createdAt, ...letter }) {
      const id = messageId(letter, DOMAIN);
      await transport.sendMail({
        from: FROM,
        to,
        subject,
        html,
        text,
        headers,
        date: createdAt,
        messageId: id,
        ...tuned,
      });
    },
    close: () => transport.close(),
  };
}

/** The gate as Nodemailer's connection allows it: a stream that does not end before the gate has opened. */
function overNodemailer(url: string): Side {
  const idle: SMTPConnection[] = [];
  const connect = async (): Promise<SMTPConnection> => {
    const { hostname: host, port } = new URL(url);
    const connection = new SMTPConnection({ host, port: Number(port), ignoreTLS: true });
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect(() => resolve());
    });
    return connection;
  };
  return {
    async send(letter) {
      const connection = idle.pop() ?? (await connect());
      const message = composeMessage(letter, identity);
      const stream = new PassThrough();
      const sent = new Promise<void>((resolve, reject) => {
        const envelope = { from: FROM.address, to: [letter.to] };
        connection.send(envelope, stream, (error) => (error ? reject(error) : resolve()));
      });
      stream.write(message.subarray(0, -1024));
      await Promise.resolve(true);
      stream.end(message.subarray(-1024));
      await sent;
      idle.push(connection);
    },
    close: () => {
      for (const connection of idle) connection.quit();
    },
  };
}
