import { isNeighbour } from '../../kit/neighbours.js';
import type { RelayAddress } from '../relay-address.js';
import { returnPath } from '../return-path.js';
import { SmtpError } from '../smtp-error.js';
import { type Extensions, greet } from '../smtp-greeting.js';
import { limitsOf } from '../smtp-limits.js';
import { SmtpSocket } from '../smtp-socket.js';
import { about, type Finding } from './finding.js';
import { envelopeDomain, type Patient } from './patient.js';

const say = about('relay');
const tlsSays = about('TLS');
const PATIENCE_MS = 10_000;
// A digest takes at most 100 KB on the wire; the rest is for headers.
const LETTER_BYTES = 110_000;
const DAY = 86_400_000;

/** Speaks with the relay as a letter would, up to its sender, and leaves without one. */
export async function checkRelay({ relay, config, now }: Patient): Promise<Finding[]> {
  if (relay === null) return [say('todo', 'SMTP_URL is not set, so there is no relay to look at.')];
  const limits = limitsOf(PATIENCE_MS);
  const socket = new SmtpSocket(relay);
  socket.deadline = performance.now() + 2 * PATIENCE_MS;
  const started = performance.now();
  try {
    const offered = await greet(socket, { relay, limits, name: config.mail.ehloName });
    const ms = Math.round(performance.now() - started);
    const features = [...offered.keys()].join(', ') || 'nothing beside plain SMTP';
    return [
      say('ok', `${relay.host}:${relay.port} answered in ${ms} ms and offers ${features}.`),
      tlsFinding(relay, socket.secrecy, now),
      ...(relay.login === null ? [] : [say('ok', 'It takes user and password of SMTP_URL.')]),
      ...sizeFindings(offered),
      await senderFinding(socket, config, limits.command),
    ];
  } catch (error) {
    return [say('broken', sentenceOf(error, relay))];
  } finally {
    socket.quit();
  }
}

function tlsFinding({ host }: RelayAddress, secrecy: SmtpSocket['secrecy'], now: Date): Finding {
  if (secrecy === null) {
    const near = host === 'localhost' || isNeighbour(host);
    return near
      ? tlsSays('ok', 'None, and the relay is on this machine or beside it.')
      : tlsSays(
          'broken',
          `Letters go to ${host} in the clear: anybody on the way can read them. Use a relay with STARTTLS, and requireTLS=true in SMTP_URL.`,
        );
  }
  const { protocol, validTo } = secrecy;
  const days = Math.floor((validTo.getTime() - now.getTime()) / DAY);
  const until = `its certificate counts until ${validTo.toISOString().slice(0, 10)}`;
  if (days < 7)
    return tlsSays('todo', `${protocol}, but ${until}: have it renewed, or letters wait from that day on.`);
  return tlsSays('ok', `${protocol}; ${until}.`);
}

function sizeFindings(offered: Extensions): Finding[] {
  const size = offered.get('SIZE');
  if (size === undefined || Number(size) === 0) return [];
  if (Number(size) >= LETTER_BYTES) return [];
  return [
    say(
      'broken',
      `It takes letters of ${size} bytes, and a digest may have ${LETTER_BYTES}: raise its limit.`,
    ),
  ];
}

/** What the relay makes of our sender, before it knows of any recipient. */
async function senderFinding(
  socket: SmtpSocket,
  { mail, mailFrom }: Patient['config'],
  patience: number,
): Promise<Finding> {
  const probe = { subscriberId: '0', id: '00000000-0000-4000-8000-000000000000' };
  const sender =
    mail.bounceDomain === null ? mailFrom.address : returnPath(Buffer.alloc(32), probe, mail.bounceDomain);
  const { code, text } = await socket.within(patience, socket.ask(`MAIL FROM:<${sender}>`));
  const domain = envelopeDomain({ mail, mailFrom });
  return code < 300
    ? say('ok', `It takes letters from ${domain}.`)
    : say(
        'broken',
        `It takes no letters from ${domain} (${text.slice(0, 200)}): have that sender permitted there.`,
      );
}

const CERTIFICATE = /certificate|altname|issuer|self.signed/i;

function sentenceOf(error: unknown, { host, port }: RelayAddress): string {
  const words = error instanceof Error ? error.message : String(error);
  const reply = error instanceof SmtpError ? error.reply : null;
  if (reply !== null && [530, 534, 535, 538].includes(reply.code)) {
    return `${host} refuses user and password of SMTP_URL (${reply.text.slice(0, 200)}): mend them.`;
  }
  if (reply !== null) return `${host} refuses us (${reply.text.slice(0, 200)}).`;
  if (CERTIFICATE.test(words)) {
    return (
      `${host} shows a certificate that does not hold (${words}): use the name it was made for in SMTP_URL, or have ` +
      'it renewed. No letter leaves before.'
    );
  }
  return `${host}:${port} cannot be spoken with (${words}): look at SMTP_URL, at the relay, and at what stands between.`;
}
