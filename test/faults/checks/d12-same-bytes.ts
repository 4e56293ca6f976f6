import type { Bench, Check, Verdict } from '../harness/bench.js';
import { letterAt, queueLetters } from '../harness/letters.js';
import { minutes, NOW } from '../harness/played-clock.js';

const ATTEMPTS = 4;

/** The same letter in every attempt, whichever process makes it. */
export const sameBytes: Check = {
  id: 'D12',
  promise: 'a letter is the same in every attempt, byte for byte',
  async run(bench: Bench): Promise<Verdict> {
    const { dataSource: db, url } = await bench.database();
    const relay = await bench.relay({ whole: true });
    const crew = bench.crew({ DATABASE_URL: url, SMTP_URL: relay.url });
    const letters = Array.from({ length: bench.sizes.perFault * 5 }, () => letterAt(NOW, bench.random));
    await queueLetters(db, letters, NOW);
    // Kept each time, and refused for now: what a relay does whose answer is lost behind a filter.
    relay.plan = ({ stage }) => (stage === 'end' ? { keeps: true, says: '451 4.3.0 try later' } : undefined);
    for (let n = 0; n < ATTEMPTS; n++) {
      bench.signal.throwIfAborted();
      const worker = await crew.next();
      await worker.run({ command: 'deliver', now: minutes(8 * 60 * n).toISOString() });
    }
    const copies = letters.map(({ to }) => relay.book.copiesTo(to));
    const wrong = copies.flatMap(([first, ...others]) => {
      if (others.length !== ATTEMPTS - 1)
        return [`a letter came ${others.length + 1} times and not ${ATTEMPTS}`];
      return others.some(({ raw }) => !raw?.equals(first?.raw ?? Buffer.alloc(0)))
        ? [`the letter to ${first?.to} differs from attempt to attempt`]
        : [];
    });
    return { figures: { letters: letters.length, attempts: ATTEMPTS, processes: ATTEMPTS }, wrong };
  },
};
