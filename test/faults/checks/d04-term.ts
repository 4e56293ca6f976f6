import { takeAccount, wrongOf } from '../harness/account.js';
import type { Bench, Check, Verdict } from '../harness/bench.js';
import { rainBlows, settleAll } from '../harness/blows.js';

const MOST_EXIT_MS = 30_000;

/** SIGTERM at random: a planned restart costs nothing. */
export const termAtRandom: Check = {
  id: 'D4',
  promise: 'SIGTERM at random: nothing lost, nothing doubled, nothing in doubt, gone within 30 s',
  async run(bench: Bench): Promise<Verdict> {
    const { dataSource: db, url } = await bench.database();
    const relay = await bench.relay({ delay: 20 });
    const crew = bench.crew({ DATABASE_URL: url, SMTP_URL: relay.url });
    const { kills } = bench.sizes;
    const blows = await rainBlows({ bench, db, relay, crew }, 'SIGTERM', kills);
    await settleAll({ bench, db, crew }, blows.next);
    const account = await takeAccount(db, relay.book);
    const wrong = [...wrongOf(account), ...blows.strange.map((end) => `a worker ended with ${end}`)];
    if (account.duplicates + account.doubted > 0)
      wrong.push('a planned restart left letters doubled or in doubt');
    if (blows.slowestExitMs > MOST_EXIT_MS) wrong.push('a worker took longer than 30 s to go');
    return {
      figures: {
        signals: kills,
        letters: account.letters,
        lost: account.lost.length,
        duplicates: account.duplicates,
        'in doubt': account.doubted,
        'slowest exit, ms': Math.round(blows.slowestExitMs),
      },
      wrong,
    };
  },
};
