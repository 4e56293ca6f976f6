import type { RelayAddress } from './relay-address.js';
import { SmtpError } from './smtp-error.js';
import type { Limits } from './smtp-limits.js';
import type { SmtpReply } from './smtp-replies.js';
import type { SmtpSocket } from './smtp-socket.js';

/** What the relay said it can do beside plain SMTP: keyword and parameters, in capitals. */
export type Extensions = ReadonlyMap<string, string>;

/**
 * Greets the relay, turns TLS on and logs in; answers what it offers. `name` is said in EHLO; null: this machine's
 * address. Throws SmtpError.
 */
export async function greet(
  socket: SmtpSocket,
  { relay, limits, name }: { relay: RelayAddress; limits: Limits; name: string | null },
): Promise<Extensions> {
  const greeting = socket.reply();
  await socket.connected(limits.connect);
  positive(await socket.within(limits.greeting, greeting));
  const ask = async (command: string) => positive(await socket.within(limits.command, socket.ask(command)));
  let extensions = await sayHello(socket, ask, name);
  if (relay.tls === 'required' || (relay.tls === 'offered' && extensions.has('STARTTLS'))) {
    await ask('STARTTLS');
    await socket.secure(limits.command);
    extensions = await sayHello(socket, ask, name);
  }
  if (relay.login !== null) await logIn(ask, extensions, relay.login);
  return extensions;
}

type Ask = (command: string) => Promise<SmtpReply>;

async function sayHello(socket: SmtpSocket, ask: Ask, name: string | null): Promise<Extensions> {
  const { lines } = await ask(`EHLO ${name ?? addressLiteral(socket.localAddress)}`);
  return new Map(
    lines.slice(1).map((line) => {
      const [keyword = '', ...parameters] = line.trim().toUpperCase().split(/\s+/);
      return [keyword, parameters.join(' ')];
    }),
  );
}

const addressLiteral = (address: string): string =>
  address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;

async function logIn(
  ask: Ask,
  extensions: Extensions,
  { user, password }: { user: string; password: string },
): Promise<void> {
  const ways = (extensions.get('AUTH') ?? '').split(' ');
  if (ways.includes('PLAIN')) {
    await ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
  } else if (ways.includes('LOGIN')) {
    for (const said of ['AUTH LOGIN', base64(user), base64(password)]) await ask(said);
  } else {
    throw new SmtpError('the relay offers no way to log in that we know: PLAIN or LOGIN');
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function positive(reply: SmtpReply): SmtpReply {
  if (reply.code >= 400) throw new SmtpError('the relay refused', reply);
  return reply;
}
