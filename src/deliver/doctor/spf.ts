import { isIP } from 'node:net';
import type { Dns } from './dns.js';
import { isInside } from './spf-address.js';

export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror';

/** What a domain's SPF record says of one address, and what is wrong with the record whatever the address. */
export interface SpfReading {
  record: string | null;
  result: SpfResult;
  /** Terms that ask DNS, counted over the whole record: RFC 7208 §4.6.4 allows 10. */
  lookups: number;
  /** Ends of sentences whose subject is the record. */
  problems: string[];
}

export const MOST_LOOKUPS = 10;
// A record that names itself would be walked for ever.
const STOP_AT = 30;

const RESULTS: Record<string, SpfResult> = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' };

interface Walk {
  dns: Dns;
  address: string;
  lookups: number;
  problems: Set<string>;
}

/**
 * Reads the whole SPF record of a domain (RFC 7208), not only as far as this address takes it: what the next address
 * costs counts too. Macros are not expanded; a term with one matches nothing.
 */
export async function readSpf(dns: Dns, domain: string, address: string): Promise<SpfReading> {
  const walk: Walk = { dns, address, lookups: 0, problems: new Set() };
  const { record, result } = await evaluate(walk, domain);
  const tooMany = walk.lookups > MOST_LOOKUPS;
  if (tooMany)
    walk.problems.add(`asks DNS ${walk.lookups} times, and receivers give up after ${MOST_LOOKUPS}`);
  return { record, result, lookups: walk.lookups, problems: [...walk.problems] };
}

/** The SPF records of a domain; more than one is as bad as none. */
export const spfRecords = async (dns: Dns, domain: string): Promise<string[]> =>
  (await dns.txt(domain)).filter((text) => /^v=spf1( |$)/i.test(text));

async function evaluate(walk: Walk, domain: string): Promise<Pick<SpfReading, 'record' | 'result'>> {
  if (walk.lookups > STOP_AT) return { record: null, result: 'permerror' };
  const [record, ...others] = await spfRecords(walk.dns, domain);
  if (record === undefined) return { record: null, result: 'none' };
  if (others.length > 0) {
    walk.problems.add(`is one of ${others.length + 1} at ${domain}, where only one may be`);
    return { record, result: 'permerror' };
  }
  let result: SpfResult | null = null;
  let redirect: string | null = null;
  for (const term of record.trim().split(/ +/).slice(1)) {
    const modifier = /^([a-z][\w.-]*)=(.*)$/i.exec(term);
    if (modifier?.[1]?.toLowerCase() === 'redirect') redirect = modifier[2]!;
    if (modifier !== null) continue;
    const found = await mechanism(walk, domain, term);
    result ??= found;
  }
  if (result === null && redirect !== null) {
    walk.lookups += 1;
    const there = await evaluate(walk, redirect);
    result = there.result === 'none' ? 'permerror' : there.result;
  }
  return { record, result: result ?? 'neutral' };
}

/** What a term says of the address; null: nothing. */
async function mechanism(walk: Walk, domain: string, term: string): Promise<SpfResult | null> {
  const [, sign = '+', name = '', value] = /^([-+~?])?([a-z0-9]+)(?::|(?![a-z0-9]))(.*)$/i.exec(term) ?? [];
  const verdict = RESULTS[sign || '+']!;
  switch (name.toLowerCase()) {
    case 'all':
      if (verdict === 'pass') walk.problems.add('ends in +all, which lets anybody send in your name');
      return verdict;
    case 'ip4':
    case 'ip6':
      return inNetwork(walk.address, value ?? '') ? verdict : null;
    case 'a':
      return (await inHosts(walk, domain, { value, hostsOf: async (host) => [host] })) ? verdict : null;
    case 'mx':
      return (await inHosts(walk, domain, { value, hostsOf: (host) => walk.dns.mx(host) })) ? verdict : null;
    case 'include':
      return included(walk, value ?? '', verdict);
    case 'exists':
      walk.lookups += 1;
      return null;
    case 'ptr':
      walk.lookups += 1;
      walk.problems.add('uses ptr, which RFC 7208 asks not to use and some receivers ignore');
      return null;
    default:
      walk.problems.add(`holds "${term.slice(0, 60)}", which is no term of SPF`);
      return 'permerror';
  }
}

async function included(walk: Walk, target: string, verdict: SpfResult): Promise<SpfResult | null> {
  walk.lookups += 1;
  const { result } = await evaluate(walk, target);
  if (result === 'none') walk.problems.add(`includes ${target.slice(0, 100)}, which has no SPF record`);
  if (result === 'none' || result === 'permerror') return 'permerror';
  return result === 'pass' ? verdict : null;
}

/** `a`, `a:host`, `a:host/24`, `a/24//64`: whether the address is one of the hosts', or near it. */
async function inHosts(
  walk: Walk,
  domain: string,
  { value = '', hostsOf }: { value: string | undefined; hostsOf(host: string): Promise<string[]> },
): Promise<boolean> {
  walk.lookups += 1;
  const [, host = '', four, six] = /^([^/]*)(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(value) ?? [];
  if (host.includes('%')) return false;
  const hosts = (await hostsOf(host || domain)).slice(0, MOST_LOOKUPS);
  const addresses = (await Promise.all(hosts.map((each) => walk.dns.addresses(each)))).flat();
  return addresses.some((address) => {
    const prefix = isIP(address) === 4 ? four : six;
    return isInside(walk.address, address, prefix === undefined ? null : Number(prefix));
  });
}

function inNetwork(address: string, value: string): boolean {
  const [network = '', prefix] = value.split('/');
  return isInside(address, network, prefix === undefined ? null : Number(prefix));
}
