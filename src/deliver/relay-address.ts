import { isIP } from 'node:net';

/**
 * `implicit`: TLS from the first byte. `required`: STARTTLS, or no letter leaves. `offered`: STARTTLS where the relay
 * offers it. `never`: in the clear.
 */
export type RelayTls = 'implicit' | 'required' | 'offered' | 'never';

/** Where the relay is and how to speak with it, as SMTP_URL says. */
export interface RelayAddress {
  host: string;
  port: number;
  tls: RelayTls;
  /** False only where the URL says tls.rejectUnauthorized=false. */
  verify: boolean;
  login: { user: string; password: string } | null;
}

/**
 * smtp://user:password@host:port, or smtps:// for TLS from the first byte. A password is never sent in the clear, unless
 * ?ignoreTLS=true asks for it or the relay is this very machine: there nobody can listen, and a certificate of its own
 * making is the rule (Debian's Postfix). ?requireTLS=true asks for STARTTLS in any case.
 */
export function readRelayUrl(text: string): RelayAddress {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '') || 'localhost';
  const login =
    url.username === ''
      ? null
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  const implicit = url.protocol === 'smtps:';
  return {
    host,
    port: Number(url.port) || (implicit ? 465 : 587),
    tls: implicit ? 'implicit' : startTlsOf(url.searchParams, { host, login }),
    verify: url.searchParams.get('tls.rejectUnauthorized') !== 'false',
    login,
  };
}

function startTlsOf(
  said: URLSearchParams,
  { host, login }: Pick<RelayAddress, 'host' | 'login'>,
): Exclude<RelayTls, 'implicit'> {
  if (said.get('requireTLS') === 'true') return 'required';
  if (said.get('ignoreTLS') === 'true' || isThisMachine(host)) return 'never';
  return login === null ? 'offered' : 'required';
}

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
