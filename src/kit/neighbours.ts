import { BlockList, isIP } from 'node:net';

const NETS: readonly [string, number, 'ipv4' | 'ipv6'][] = [
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
];
const neighbours = new BlockList();
for (const [net, prefix, family] of NETS) neighbours.addSubnet(net, prefix, family);

/** Whether an address is of this machine or of a private net. */
export function isNeighbour(address: string): boolean {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  const family = isIP(plain);
  return family !== 0 && neighbours.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}
