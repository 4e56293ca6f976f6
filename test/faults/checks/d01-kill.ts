import { takeAccount, wrongOf } from '../harness/account.js';
import { type Bench, type Check, CONNECTIONS, type Verdict } from '../harness/bench.js';
import { rainBlows, settleAll } from '../harness/blows.js';

/** kill -9 at random, what is in doubt is sent once more. */
export const killAtRandom: Check = {
  id: 'D1',
  promise:
    'kill -9 at random, resend: nothing lost, no duplicate but those flagged, at most one a connection',
  async run(bench: Bench): Promise<Verdict> {
    const { dataSource: db, url } = await bench.database();
    const relay = await bench.relay({ delay: 20 });
    const crew = bench.crew({ DATABASE_URL: url, SMTP_URL: relay.url, IN_DOUBT: 'resend' });
    const { kills } = bench.sizes;
    const blows = await rainBlows({ bench, db, relay, crew }, 'SIGKILL', kills);
    await settleAll({ bench, db, crew }, blows.next);
    const account = await takeAccount(db, relay.book);
    const wrong = [...wrongOf(account), ...blows.strange.map((end) => `a worker ended with ${end}`)];
    if (blows.worst > CONNECTIONS) wrong.push(`one kill left ${blows.worst} letters between gate and answer`);
    if (account.duplicates > account.doubted) wrong.push('there are more duplicates than doubts');
    return {
      figures: {
        kills,
        letters: account.letters,
        lost: account.lost.length,
        duplicates: account.duplicates,
        'in doubt': account.doubted,
        'doubted twice, left to the next digest': account.released,
        'worst kill': blows.worst,
      },
      wrong,
    };
  },
};
