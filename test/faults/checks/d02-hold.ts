import { takeAccount, wrongOf } from '../harness/account.js';
import type { Bench, Check, Verdict } from '../harness/bench.js';
import { rainBlows, settleAll } from '../harness/blows.js';

const HEADER = 'Resend-Idempotency-Key';

/** kill -9 at random, where a letter in doubt is held back, and where the relay knows a repeated letter. */
export const killWithoutDuplicates: Check = {
  id: 'D2',
  promise: 'kill -9 at random: with hold no duplicate; with an idempotent relay neither loss nor duplicate',
  async run(bench: Bench): Promise<Verdict> {
    const hold = await killed(bench, { IN_DOUBT: 'hold' });
    const known = await killed(bench, { IN_DOUBT: 'resend', IDEMPOTENCY_HEADER: HEADER });
    const wrong = [...wrongOf(known.account), ...hold.strange, ...known.strange];
    if (hold.account.lost.length > 0) wrong.push(...wrongOf(hold.account));
    if (hold.account.duplicates > 0) wrong.push(`with hold ${hold.account.duplicates} letters came twice`);
    if (known.account.duplicates > 0) wrong.push('the idempotent relay took a letter twice');
    return {
      figures: {
        kills: 2 * bench.sizes.kills,
        letters: hold.account.letters + known.account.letters,
        'hold: duplicates': hold.account.duplicates,
        'hold: in doubt': hold.account.doubted,
        'hold: of these not arrived': hold.account.released,
        'idempotent: lost': known.account.lost.length,
        'idempotent: doubted twice, left to the next digest': known.account.released,
        'idempotent: duplicates': known.account.duplicates,
        'idempotent: dropped': known.dropped,
      },
      wrong,
    };
  },
};

async function killed(bench: Bench, settings: Record<string, string>) {
  const { dataSource: db, url } = await bench.database();
  const relay = await bench.relay({ delay: 20, idempotencyHeader: settings.IDEMPOTENCY_HEADER });
  const crew = bench.crew({ DATABASE_URL: url, SMTP_URL: relay.url, ...settings });
  const { next, strange } = await rainBlows({ bench, db, relay, crew }, 'SIGKILL', bench.sizes.kills);
  await settleAll({ bench, db, crew }, next);
  const account = await takeAccount(db, relay.book);
  return {
    account,
    strange: strange.map((end) => `a worker ended with ${end}`),
    dropped: relay.book.dropped,
  };
}
