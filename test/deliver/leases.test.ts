import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { type ClaimedLetter, claimLetters } from '../../src/deliver/claim.sql.js';
import { deliverLetter } from '../../src/deliver/deliver-letter.js';
import { cancelLetters, type LetterDraft } from '../../src/deliver/enqueue.js';
import * as gate from '../../src/deliver/hand-off.sql.js';
import { MailboxMailer } from '../../src/deliver/mailbox-mailer.js';
import { reapClaimed } from '../../src/deliver/reap.sql.js';
import { settleLetter } from '../../src/deliver/settle.sql.js';
import { settlementOf } from '../../src/deliver/settlement.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import {
  draft,
  empty,
  later,
  letterRow,
  NOW,
  path,
  queue,
  ROADS,
  SECRET,
  silent,
  states,
  stepWith,
} from './support.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(() => empty(db));

const none = { sent: 0, failed: 0, retried: 0, inDoubt: 0, expired: 0 };
const healthy = (inDoubt: 'resend' | 'hold' = 'resend') =>
  stepWith({ db, mailer: new MailboxMailer(), inDoubt });

/** Asks the gate for a letter to an address that nobody has suppressed. */
const handOff = (_: DataSource, letter: ClaimedLetter, at: Date) =>
  gate.handOff(db, letter, { at, addressHash: Buffer.alloc(32) });

/** Claims a letter as a worker that is about to die would. */
async function claim(owner = 'dying', at = NOW): Promise<ClaimedLetter> {
  const [letter] = await claimLetters(db, { roads: ROADS, owner, at, limit: 1 });
  if (!letter) throw new Error('There was nothing to claim.');
  return letter;
}

const sent = (letter: ClaimedLetter, at = NOW) =>
  settleLetter(db, letter, {
    from: 'handoff',
    endsDoubt: false,
    ...settlementOf(letter, { kind: 'sent', relayId: 'x', code: 250, enhanced: null }, at),
  });

describe('a worker that died', () => {
  test('having claimed: the letter is due again after 60 seconds, not before, and is not in doubt', async () => {
    const letter = draft();
    await queue(db, [letter]);
    await claim();
    expect(await healthy().run(later(0.9))).toEqual(none);
    expect(await healthy().run(later(1.1))).toEqual({ ...none, sent: 1 });
    expect(await letterRow(db, letter)).toMatchObject({ state: 'sent', doubt: 0 });
    expect(await path(db, letter)).toBe('ready>claimed>ready>claimed>handoff>sent');
  });

  test('having begun to hand over: after 11 minutes it is in doubt, and sent once more with the flag', async () => {
    const letter = draft();
    await queue(db, [letter]);
    expect(await handOff(db, await claim(), NOW)).toBe(true);
    expect(await healthy().run(later(10.9))).toEqual(none);
    expect(await healthy().run(later(11.1))).toEqual({ ...none, inDoubt: 1, sent: 1 });
    expect(await letterRow(db, letter)).toMatchObject({ state: 'sent', doubt: 1 });
  });

  test('the same under the policy "hold" stays in doubt', async () => {
    const letter = draft();
    await queue(db, [letter]);
    await handOff(db, await claim(), NOW);
    expect(await healthy('hold').run(later(11.1))).toEqual({ ...none, inDoubt: 1 });
    expect(await letterRow(db, letter)).toMatchObject({ state: 'in_doubt', doubt: 1, sent_at: null });
  });
});

describe('a worker that was only asleep', () => {
  test('cannot pass the gate once its lease is over, nor once another has the letter', async () => {
    await queue(db, [draft()]);
    const slow = await claim('slow');
    expect(await handOff(db, slow, later(1.1))).toBe(false);
    await healthy().run(later(1.1));
    expect(await handOff(db, slow, NOW)).toBe(false);
    expect(await states(db)).toEqual({ sent: 1 });
  });

  test('cannot write its outcome over what happened since', async () => {
    const letter = draft();
    await queue(db, [letter]);
    const slow = await claim('slow');
    await handOff(db, slow, NOW);
    await healthy('hold').run(later(12));
    expect(await sent(slow, later(13))).toBe(false);
    expect(await letterRow(db, letter)).toMatchObject({ state: 'in_doubt' });
  });

  test('is told from itself, should it claim the same letter twice: only the last claim counts', async () => {
    const letter = draft();
    await queue(db, [letter]);
    const first = await claim('same');
    await reapClaimed(db, later(2));
    const second = await claim('same', later(2));
    expect(second.fence).toBe(first.fence + 1);
    expect(await handOff(db, first, later(2))).toBe(false);
    expect(await handOff(db, second, later(2))).toBe(true);
    expect(await sent(first, later(2))).toBe(false);
    expect(await sent(second, later(2))).toBe(true);
    expect(await letterRow(db, letter)).toMatchObject({ state: 'sent', attempt: 2, doubt: 0 });
  });

  test('cannot pass the gate with a letter that has become too late to be worth sending', async () => {
    await queue(db, [draft({ expiresAt: later(0.5) })]);
    const letter = await claim();
    expect(await handOff(db, letter, later(0.5))).toBe(false);
    expect(await handOff(db, letter, later(0.4))).toBe(true);
  });

  test('passes its gate once only', async () => {
    await queue(db, [draft()]);
    const letter = await claim();
    expect(await handOff(db, letter, NOW)).toBe(true);
    expect(await handOff(db, letter, NOW)).toBe(false);
  });
});

test('what is not due yet, or not worth sending any more, is not claimed', async () => {
  await queue(db, [draft({ dueAt: later(1) }), draft({ expiresAt: NOW })]);
  expect(await claimLetters(db, { roads: ROADS, owner: 'w', at: NOW, limit: 5 })).toEqual([]);
});

test('many claiming at once share the letters out: none is claimed twice, none is left', async () => {
  await queue(
    db,
    Array.from({ length: 60 }, () => draft()),
  );
  const claims = Array.from({ length: 12 }, (_, n) =>
    claimLetters(db, { roads: ROADS, owner: `w${n}`, at: NOW, limit: 5 }),
  );
  const ids = (await Promise.all(claims)).flat().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBe(60);
});

describe('when someone leaves', () => {
  const leave = ({ subscriberId }: LetterDraft, kinds: ('digest' | 'confirm' | 'login')[] = ['digest']) =>
    db.transaction((tx) => cancelLetters(tx, subscriberId, { kinds, now: later(0.5) }));

  test('what is queued or claimed is taken back; the gate does not open for it any more', async () => {
    const [queued, claimed, other] = [
      draft({ dueAt: later(9) }),
      draft({ dueAt: later(-9) }),
      draft({ dueAt: later(8) }),
    ];
    await queue(db, [queued, claimed, other]);
    const held = await claim();
    expect(held.id).toBe(claimed.id);
    expect(await leave(queued)).toBe(1);
    expect(await leave(claimed)).toBe(1);
    expect(await leave(claimed)).toBe(0);
    expect(await handOff(db, held, later(0.6))).toBe(false);
    expect(await healthy().run(later(30))).toEqual({ ...none, sent: 1 });
    expect(await states(db)).toEqual({ cancelled: 2, sent: 1 });
    expect(await path(db, claimed)).toBe('ready>claimed>cancelled');
  });

  test('between the claim and the gate, its end does not leave', async () => {
    const letter = draft();
    await queue(db, [letter]);
    const held = await claim();
    await leave(letter);
    const mailer = new MailboxMailer();
    const send = jest.spyOn(mailer, 'send');
    const tally = { ...none };
    const delivery = {
      db,
      mailer,
      secret: SECRET,
      inDoubt: 'resend',
      log: silent,
      at: () => NOW,
      tally,
    } as const;
    await deliverLetter(delivery, held);
    expect(await send.mock.results[0]?.value).toEqual({ kind: 'withheld' });
    expect(tally).toEqual(none);
    expect(await states(db)).toEqual({ cancelled: 1 });
  });

  test('letters of other kinds stay', async () => {
    const confirm = draft({ kind: 'confirm' });
    await queue(db, [confirm]);
    expect(await leave(confirm)).toBe(0);
    expect(await healthy().run(NOW)).toEqual({ ...none, sent: 1 });
  });

  test('what the relay is being handed may finish, but is never tried again', async () => {
    const [finished, doubted] = [draft({ dueAt: later(-2) }), draft({ dueAt: later(-1) })];
    await queue(db, [finished, doubted]);
    const [first, second] = [await claim(), await claim()];
    await handOff(db, first, NOW);
    await handOff(db, second, NOW);
    expect([await leave(finished), await leave(doubted)]).toEqual([0, 0]);
    expect(await sent(first)).toBe(true);
    expect(await healthy().run(later(12))).toEqual({ ...none, inDoubt: 1, expired: 1 });
    expect(await letterRow(db, finished)).toMatchObject({ state: 'sent' });
    expect(await letterRow(db, doubted)).toMatchObject({ state: 'expired', doubt: 1 });
  });
});

test('a reply that names a wait is taken at its word, up to six hours; others wait ever longer', () => {
  const wait = (retryAfter?: number) => {
    const refusal = { kind: 'retry', code: 450, enhanced: '4.7.1', reason: 'greylisted' } as const;
    const outcome = retryAfter === undefined ? refusal : { ...refusal, retryAfter };
    return (settlementOf({ id: 'x', attempt: 1 }, outcome, NOW).dueAt.getTime() - NOW.getTime()) / 60_000;
  };
  expect(wait(90_000)).toBe(1.5);
  expect(wait(86_400_000)).toBe(360);
  expect(Math.abs(wait() - 5)).toBeLessThanOrEqual(1);
});
