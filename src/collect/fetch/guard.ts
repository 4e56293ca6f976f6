import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { FeedError } from '../formats/inflate.js';

// What the IANA registries of special-purpose addresses do not call globally reachable; a feed lives on none of them.
const NOT_PUBLIC: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
// Of IPv6 only 2000::/3 is given out; in it lie tunnels to IPv4 (2001::/32, 2002::/16) and examples.
const TUNNELS: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];
const notPublic4 = blockList(NOT_PUBLIC, 'ipv4');
const tunnels6 = blockList(TUNNELS, 'ipv6');
const given6 = blockList([['2000::', 3]], 'ipv6');

function blockList(subnets: readonly [string, number][], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}

/** Whether an IP address may be fetched from: on the public internet, no loopback, no private net, no IPv4 in disguise. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !notPublic4.check(address, 'ipv4');
  return isIP(address) === 6 && given6.check(address, 'ipv6') && !tunnels6.check(address, 'ipv6');
}

/**
 * Throws FeedError with a sentence unless `url` may be asked: http(s), no password in it, and unless the source is
 * `trusted` the ports 80 and 443 and no private address. Before every request and after every redirect: undici asks
 * no lookup for an address written as numbers.
 */
export function checkUrl(url: URL, trusted: boolean): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FeedError(`Only http and https addresses are fetched, not ${url.protocol}//….`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new FeedError(`The address at ${url.host} holds a name or password, which is not sent.`);
  }
  if (trusted) return;
  if (url.port !== '') {
    throw new FeedError(`${url.host} is asked at ports 80 and 443 only, unless the source is trusted: true.`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new FeedError(refusal(host));
}

/**
 * A lookup that answers public addresses only: what was checked is what is connected to, however often the name changes.
 * `resolve` asks the system; a test gives names of its own, and says what is public among them.
 */
export function publicLookup(resolve: typeof lookup = lookup, isPublic = isPublicAddress): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, []);
      if (found.length === 0 || found.some(({ address }) => !isPublic(address))) {
        return callback(new FeedError(refusal(hostname)), []);
      }
      if (options.all) return callback(null, found);
      callback(null, found[0]!.address, found[0]!.family);
    });
  };
}

const refusal = (host: string): string =>
  `${host} is an address of a private net, which is fetched from only when sources.yaml names it with trusted: true.`;
