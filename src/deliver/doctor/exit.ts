import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isNeighbour } from '../../kit/neighbours.js';
import type { Dns } from './dns.js';

/** From which addresses letters reach other people's mail servers. */
export interface Exit {
  addresses: string[];
  /**
   * `told` by the operator; `ours`: this machine's own, for the relay is on it or beside it; `relay`: the relay's, from
   * which a provider need not send.
   */
  known: 'told' | 'ours' | 'relay';
}

/** Where letters leave from, as far as can be known here. */
export async function findExit(dns: Dns, relayHost: string | null, told: readonly string[]): Promise<Exit> {
  if (told.length > 0) return { addresses: [...told], known: 'told' };
  const relay = (await relayAddresses(dns, relayHost)).filter((address) => !isNeighbour(address));
  if (relay.length > 0) return { addresses: relay, known: 'relay' };
  return { addresses: ownAddresses().filter((address) => !isNeighbour(address)), known: 'ours' };
}

async function relayAddresses(dns: Dns, host: string | null): Promise<string[]> {
  if (host === null || host === 'localhost') return [];
  return isIP(host) === 0 ? dns.addresses(host) : [host];
}

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address));
