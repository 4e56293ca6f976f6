import { isNearCopy } from '../../collect/clusters/is-copy.js';
import { type CopyKeys, copyKeys } from '../../collect/clusters/keys.js';
import { diceFor } from '../../collect/demo/dice.js';
import type { NormalPosting } from '../../collect/normalise/normalise-posting.js';
import { distance, NEAR, type SimHash } from '../../language/simhash.js';
import { tokens } from '../../language/tokens.js';
import { readMaterial } from '../match/material.js';

/** A posting by its row number in the material, with the hash of its text. */
interface Hashed extends CopyKeys {
  row: number;
  posting: NormalPosting;
  simhash: SimHash;
}

/** Two postings whose texts are near or nearly so. */
export interface NearPair {
  a: Hashed;
  b: Hashed;
  apart: number;
  /** One cluster holds both. */
  joined: boolean;
}

/** What the real texts give, and pairs of them to be read by a person. */
export interface DrawnPairs {
  texts: number;
  /** Pairs within seven bits, and those of them that the guard on titles keeps. */
  near: number;
  kept: number;
  drawn: NearPair[];
}

/**
 * Pairs to judge the rule by: half of them joined by it (those of the same words, title and employer left out, for
 * nothing is to be judged there), half not, because of their titles.
 */
export async function drawPairs(seed: string, count: number, now: Date): Promise<DrawnPairs> {
  const hashed = hashAll((await readMaterial(now)).postings);
  const pairs = pairsOf(hashed);
  const dice = diceFor(`pairs ${seed}`);
  const half = Math.floor(count / 2);
  const joined = pairs.filter((pair) => pair.joined);
  const apart = pairs.filter((pair) => !pair.joined);
  return {
    texts: hashed.length,
    near: pairs.length,
    kept: joined.length,
    drawn: [...dice.some(joined.filter(isWorthReading), half), ...dice.some(apart, count - half)],
  };
}

/** For reading: who, where, how far, and each text from where they begin to differ. */
export const pairLines = ({ texts, near, kept, drawn }: DrawnPairs): string =>
  [
    `${texts} texts, ${near} pairs within ${NEAR} bits, ${kept} of them joined`,
    ...drawn.map(({ a, b, apart, joined }, i) => {
      const from = firstDifference(a.posting.body, b.posting.body);
      const lines = [a, b].map((one) => `  ${describe(one)}\n    ${excerpt(one.posting.body, from)}`);
      return [`${i + 1}. ${joined ? 'joined' : 'apart'}, ${apart} bits`, ...lines].join('\n');
    }),
  ].join('\n');

function hashAll(postings: readonly NormalPosting[]): Hashed[] {
  return postings.flatMap((posting, row) => {
    const keys = copyKeys({ ...posting, employerKey: posting.employer?.key ?? null }, tokens(posting.body));
    return keys.simhash === null ? [] : { ...keys, row, posting, simhash: keys.simhash };
  });
}

function pairsOf(hashed: readonly Hashed[]): NearPair[] {
  const pairs: NearPair[] = [];
  for (const [i, a] of hashed.entries()) {
    for (let j = i + 1; j < hashed.length; j++) {
      const b = hashed[j]!;
      const apart = distance(a.simhash, b.simhash);
      if (apart <= NEAR) pairs.push({ a, b, apart, joined: isNearCopy(a, b) });
    }
  }
  return pairs;
}

const isWorthReading = ({ a, b }: NearPair): boolean =>
  a.textKey !== b.textKey || a.posting.employer?.key !== b.posting.employer?.key;

const describe = ({ row, posting }: Hashed): string =>
  [
    `row ${row}`,
    posting.title,
    posting.employer?.name ?? '–',
    posting.placeText ?? '–',
    posting.url ?? '–',
  ].join(' | ');

const excerpt = (body: string, from: number): string =>
  `${body.slice(0, 160)} … [${from}/${body.length}] ${body.slice(Math.max(0, from - 20), from + 160)}`.replace(
    /\s+/g,
    ' ',
  );

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
