import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { EntityManager } from 'typeorm';
import { ensureBodyPartition } from './body-partition.js';
import { insertLetters, type PackedLetter } from './enqueue.sql.js';
import { isOwnHeader } from './headers.js';
import { laneOf } from './lanes/lane-of.js';
import type { LetterDraft } from './letter-draft.js';

export { cancelLetters } from './cancel-letters.sql.js';
export type { LetterDraft } from './letter-draft.js';

// Unnest holds the whole batch as parameters: 200 letters of 40 KB are 8 MB before compression, and fewer round
// trips than that gain nothing.
const BATCH = 200;

/**
 * Puts finished letters into the outbox, in the caller's transaction, and answers how many are new. A letter whose
 * (subscriber, message key) is queued already is skipped, so a step that runs twice queues once.
 */
export async function enqueue(tx: EntityManager, letters: LetterDraft[], now: Date): Promise<number> {
  if (letters.length === 0) return 0;
  letters.forEach(refuseOwnHeaders);
  await ensureBodyPartition(tx, now);
  let queued = 0;
  for (let from = 0; from < letters.length; from += BATCH) {
    const packed = await Promise.all(letters.slice(from, from + BATCH).map(pack));
    queued += await insertLetters(tx, packed, now);
  }
  return queued;
}

const compress = promisify(gzip);

async function pack(letter: LetterDraft): Promise<PackedLetter> {
  const [html, text] = await Promise.all([compress(letter.html), compress(letter.text)]);
  return { ...letter, lane: laneOf(letter.to), html, text };
}

// Header names are written by our own code, never by data: a wrong one is a bug to be seen at once.
function refuseOwnHeaders(letter: LetterDraft): void {
  const wrong = Object.keys(letter.headers).find((name) => !isOwnHeader(name));
  if (wrong !== undefined) throw new Error(`A letter may not bring a header named "${wrong}".`);
}
