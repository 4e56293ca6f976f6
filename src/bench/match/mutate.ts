import { createHash } from 'node:crypto';
import type { Dice } from '../../collect/demo/dice.js';
import type { NormalPosting } from '../../collect/normalise/normalise-posting.js';
import { groupBy } from '../../kit/group-by.js';
import { tokens } from '../../language/tokens.js';
import type { Facets } from './facets.js';

/** Makes postings that never were, each with a text of its own. */
export type Mutate = (dice: Dice) => NormalPosting;

// Shorter texts are snippets: nothing of theirs could be dropped.
const WHOLE_TEXT = 400;
// Fewer sentences of one kind would be borrowed over and over.
const ENOUGH_TO_BORROW = 20;
const MOST_TRIES = 1_000;

/**
 * Copies of whole texts with sentences dropped, borrowed from others of the same kind (whose titles begin with the same
 * word) and moved, numbers changed, and another city, employer and pay. No text comes twice, nor one of `postings`.
 */
export function mutator(postings: readonly NormalPosting[], facets: Facets): Mutate {
  const originals = postings
    .filter(({ body }) => body.length >= WHOLE_TEXT)
    .map((posting) => ({ posting, kind: kindOf(posting), sentences: sentencesOf(posting.body) }));
  const all = originals.flatMap(({ sentences }) => sentences);
  const kinds = new Map(
    [...groupBy(originals, ({ kind }) => kind)].map(([kind, same]) => {
      const sentences = same.flatMap((one) => one.sentences);
      return [kind, sentences.length < ENOUGH_TO_BORROW ? all : sentences];
    }),
  );
  const seen = new Set(postings.map(({ body }) => digestOf(body)));
  return (dice) => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { posting, kind, sentences } = dice.pick(originals);
      const body = mutateText(sentences, kinds.get(kind)!, dice);
      if (seen.size === seen.add(digestOf(body)).size) continue;
      return { ...posting, ...facets.others(posting, dice), body };
    }
    throw new Error('There are too few texts to make others of.');
  };
}

function mutateText(sentences: readonly string[], pool: readonly string[], dice: Dice): string {
  const kept = sentences.filter(() => !dice.chance(0.15));
  for (let borrowed = dice.whole(1, 4); borrowed > 0; borrowed--) {
    kept.splice(dice.whole(0, kept.length), 0, dice.pick(pool));
  }
  return kept.join('\n').replace(/\d+/g, (digits) => (dice.chance(0.5) ? otherNumber(digits, dice) : digits));
}

// As many digits as before; 15 are as many as a number holds.
const otherNumber = (digits: string, dice: Dice): string =>
  digits.length > 15 ? digits : String(dice.whole(10 ** (digits.length - 1), 10 ** digits.length - 1));

const sentencesOf = (body: string): string[] => body.split(/\n+|(?<=[.!?;])\s+/).filter(Boolean);

const kindOf = ({ title }: NormalPosting): string => tokens(title)[0]?.lexemes.stem ?? '';

const digestOf = (body: string): string => createHash('sha256').update(body).digest('base64');
