import type { Bench, PeerAnswer } from './peer.js';
import { percolator } from './percolator/peer.js';
import { perDistinctSearch, perSavedSearch, setBasedJoin } from './sql-peers.js';

/** Whom ours may be measured beside, in the order of their turns. */
export const PEERS = {
  'sql per search': perDistinctSearch,
  'sql per saved search': perSavedSearch,
  'sql join': setBasedJoin,
  percolator,
} satisfies Record<string, (bench: Bench) => Promise<PeerAnswer>>;

export type PeerName = keyof typeof PEERS;
