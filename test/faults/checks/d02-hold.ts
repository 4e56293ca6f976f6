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
    const silent = hold.account.lost.length - hold.heldUnsent;
    const wrong = [...wrongOf(known.account), ...hold.strange, ...known.strange];
    if (silent > 0) wrong.push(`with hold ${silent} letters were lost and not even flagged`);
    if (hold.account.duplicates > 0) wrong.push(`with hold ${hold.account.duplicates} letters came twice`);
    if (known.account.duplicates > 0) wrong.push('the idempotent relay took a letter twice');
    return {
      figures: {
        kills: 2 * bench.sizes.kills,
        letters: hold.account.letters + known.account.letters,
        'hold: duplicates': hold.account.duplicates,
        'hold: in doubt': hold.account.doubted,
        'hold: of these not arrived': hold.heldUnsent,
        'idempotent: lost': known.account.lost.length,
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
  const held = await db.query<{ to_email: string }[]>(
    `select to_email from letter join letter_body on letter_id = letter.id where state = 'in_doubt'`,
  );
  return {
    account,
    strange: strange.map((end) => `a worker ended with ${end}`),
    heldUnsent: held.filter(({ to_email: to }) => relay.book.copiesTo(to).length === 0).length,
    dropped: relay.book.dropped,
  };
}
