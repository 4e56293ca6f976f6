import type { DataSource } from 'typeorm';
import type { DeliverStep } from '../../../src/deliver/deliver.step.js';
import { cancelLetters } from '../../../src/deliver/enqueue.js';
import type { Bench, Check, Verdict } from '../harness/bench.js';
import { sendFrom } from '../harness/in-process.js';
import { letterAt, queueLetters } from '../harness/letters.js';
import { minutes, NOW } from '../harness/played-clock.js';
import type { Relay } from '../relay/relay.js';

const INSTANTS = ['before', 'mail', 'rcpt', 'data', 'body', 'end', 'answered'] as const;
type Instant = (typeof INSTANTS)[number];
// The gate is asked when the relay has seen the body: from then on either may be first.
const BEFORE_GATE: readonly Instant[] = ['before', 'mail', 'rcpt', 'data'];

interface Place {
  bench: Bench;
  db: DataSource;
  relay: Relay;
  step: DeliverStep;
}

interface Left {
  instant: Instant;
  /** Letters that the one who left was told will not come. */
  taken: number;
  copies: number;
}

/** People who leave at any instant of their letter's way. */
export const leaveAtAnyInstant: Check = {
  id: 'D11',
  promise: 'unsubscribing at any instant before the gate: no mail; after it, none but the one under way',
  async run(bench: Bench): Promise<Verdict> {
    const { dataSource: db } = await bench.database();
    const relay = await bench.relay();
    const step = sendFrom(bench, { db, relay });
    const left: Left[] = [];
    for (let n = 0; n < bench.sizes.perFault * INSTANTS.length; n++) {
      bench.signal.throwIfAborted();
      left.push(await leave({ bench, db, relay, step }, INSTANTS[n % INSTANTS.length]!));
    }
    const wrong = left.flatMap(({ instant, taken, copies }) => {
      if (taken === 1 && copies > 0)
        return [`left at ${instant}: told that no letter would come, and one came`];
      if (taken === 0 && copies !== 1)
        return [`left at ${instant}: ${copies} letters came of the one under way`];
      if (taken === 0 && BEFORE_GATE.includes(instant))
        return [`left at ${instant}: it was too late already`];
      return [];
    });
    return {
      figures: {
        leavings: left.length,
        'in time': left.filter(({ taken }) => taken === 1).length,
        'too late by one letter': left.filter(({ taken }) => taken === 0).length,
      },
      wrong,
    };
  },
};

/** One person with one letter, and a relay that lets them leave when it is so far. */
async function leave({ bench, db, relay, step }: Place, instant: Instant): Promise<Left> {
  const letter = letterAt(NOW, bench.random);
  await queueLetters(db, [letter], NOW);
  let taken: number | null = null;
  const go = async () => {
    taken = await db.transaction((tx) =>
      cancelLetters(tx, letter.subscriberId, { kinds: ['digest'], now: minutes(0.1) }),
    );
  };
  relay.plan = async ({ stage }) => {
    if (stage === instant && taken === null) await go();
    return undefined;
  };
  if (instant === 'before') await go();
  await step.run(NOW);
  await step.run(minutes(30));
  // A letter that was cancelled is not claimed: there is nothing to be seen of it at the relay.
  if (taken === null) await go();
  return { instant, taken: taken ?? 0, copies: relay.book.copiesTo(letter.to).length };
}
