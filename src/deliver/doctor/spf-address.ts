import { BlockList, isIP } from 'node:net';

/** Whether an address lies in `network` (`192.0.2.0/24`, `2001:db8::1`) or, without a prefix, is it. */
export function isInside(address: string, network: string, prefix: number | null): boolean {
  const family = isIP(network);
  if (family === 0 || family !== isIP(address)) return false;
  const bits = family === 4 ? 32 : 128;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Math.min(prefix ?? bits, bits), kind);
  return list.check(address, kind);
}
