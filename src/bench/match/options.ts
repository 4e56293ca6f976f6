import { SayError } from '../../kit/command.js';
import { PEERS, type PeerName } from './peers.js';

/** What `bench match` is to measure. */
export interface MatchOptions {
  /** New vacancies and distinct searches: each size of one with each of the other. */
  docs: number[];
  searches: number[];
  /** Saved searches that share the distinct ones; one a distinct search at least. */
  saved: number;
  /** Vacancies published and matched before, which are open still. */
  window: number;
  threads: number;
  peers: PeerName[];
  seed: number;
}

/** The same as typed. */
export type TypedMatchOptions = Partial<Record<keyof MatchOptions, string>>;

const DEFAULTS = {
  docs: '50000',
  searches: '300000',
  saved: '1000000',
  window: '0',
  threads: '1',
  seed: '1',
};

/** Reads the options, with the sizes of the issue where none are given; throws a sentence where one cannot be read. */
export function readMatchOptions(typed: TypedMatchOptions): MatchOptions {
  const given = { ...DEFAULTS, ...typed };
  const one = (name: keyof typeof DEFAULTS, least = 1) => wholeNumber(given[name]!, { name, least });
  const several = (name: 'docs' | 'searches') =>
    given[name]!.split(',').map((number) => wholeNumber(number, { name, least: 1 }));
  return {
    docs: several('docs'),
    searches: several('searches'),
    saved: one('saved'),
    window: one('window', 0),
    threads: one('threads'),
    seed: one('seed', 0),
    peers: readPeers(typed.peers ?? 'sql,percolator'),
  };
}

const MOST = 100_000_000;

function wholeNumber(text: string, { name, least }: { name: string; least: number }): number {
  const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (number >= least && number <= MOST) return number;
  throw new SayError(`--${name} takes whole numbers from ${least} to 100,000,000, not "${text}".`);
}

/** "sql" means all that ask Postgres, "none" nobody. */
function readPeers(text: string): PeerName[] {
  const all = Object.keys(PEERS) as PeerName[];
  const named = text.split(',').map((name) => name.trim());
  const wrong = named.find((name) => !['sql', 'none', ...all].includes(name));
  if (wrong !== undefined) {
    throw new SayError(`There is no peer "${wrong}". Peers may be: sql, ${all.join(', ')}, none.`);
  }
  return all.filter((peer) => named.includes(peer) || (named.includes('sql') && peer.startsWith('sql')));
}
