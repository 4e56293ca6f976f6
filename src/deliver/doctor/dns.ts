import { Resolver } from 'node:dns/promises';

/** What is asked of DNS. A name that is not there has nothing: only silence throws (DnsSilent). */
export interface Dns {
  /** TXT records, each joined from its strings. */
  txt(name: string): Promise<string[]>;
  /** The mail servers of a domain, the preferred one first. */
  mx(name: string): Promise<string[]>;
  /** IPv4 and IPv6. */
  addresses(name: string): Promise<string[]>;
  /** What an address is called. */
  names(address: string): Promise<string[]>;
}

/** No answer came, so nothing is known. */
export class DnsSilent extends Error {}

const NOTHING_THERE = new Set(['ENODATA', 'ENOTFOUND', 'NOTFOUND', 'NODATA']);

/** DNS as this machine asks it, or as `servers` (address, or address:port) answer; each question once, at most 9 seconds. */
export function askDns(servers: readonly string[] = []): Dns {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  const heard = new Map<string, Promise<string[]>>();
  const once = (kind: string, name: string, ask: () => Promise<string[]>): Promise<string[]> => {
    const question = `${kind} ${name.toLowerCase()}`;
    const known = heard.get(question) ?? orNothing(name, ask());
    heard.set(question, known);
    return known;
  };
  return {
    txt: (name) =>
      once('TXT', name, async () => (await resolver.resolveTxt(name)).map((parts) => parts.join(''))),
    mx: (name) =>
      once('MX', name, async () => {
        const found = await resolver.resolveMx(name);
        return found.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
      }),
    addresses: async (name) => [
      ...(await once('A', name, () => resolver.resolve4(name))),
      ...(await once('AAAA', name, () => resolver.resolve6(name))),
    ],
    names: (address) => once('PTR', address, () => resolver.reverse(address)),
  };
}

async function orNothing(name: string, asked: Promise<string[]>): Promise<string[]> {
  try {
    return await asked;
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    if (NOTHING_THERE.has(code)) return [];
    throw new DnsSilent(`DNS gave no answer about ${name} (${code}).`, { cause: error });
  }
}
