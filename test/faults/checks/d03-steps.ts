import type { DataSource } from 'typeorm';
import type { Bench, Check, Verdict } from '../harness/bench.js';
import { sendFrom } from '../harness/in-process.js';
import { topUp } from '../harness/letters.js';
import { minutes } from '../harness/played-clock.js';
import type { WorkerStep } from '../harness/strike.js';
import type { Crew } from '../harness/worker.js';
import type { Stage } from '../relay/fault.js';
import type { Relay } from '../relay/relay.js';

/** What design/delivery.md §6 says of a letter whose worker died at a step. */
interface Step {
  name: string;
  at: { worker: WorkerStep } | { relay: Stage };
  leaves: 'claimed' | 'handoff' | 'sent';
  doubt: 0 | 1;
  copies: 1 | 2;
}

const STEPS: readonly Step[] = [
  { name: 'claim', at: { worker: 'after claim' }, leaves: 'claimed', doubt: 0, copies: 1 },
  { name: 'render', at: { relay: 'data' }, leaves: 'claimed', doubt: 0, copies: 1 },
  { name: 'before gate', at: { worker: 'before gate' }, leaves: 'claimed', doubt: 0, copies: 1 },
  { name: 'after gate', at: { worker: 'after gate' }, leaves: 'handoff', doubt: 1, copies: 1 },
  { name: 'after dot', at: { relay: 'end' }, leaves: 'handoff', doubt: 1, copies: 2 },
  { name: 'after 250', at: { relay: 'answered' }, leaves: 'handoff', doubt: 1, copies: 2 },
  { name: 'before commit', at: { worker: 'before commit' }, leaves: 'handoff', doubt: 1, copies: 2 },
  { name: 'after commit', at: { worker: 'after commit' }, leaves: 'sent', doubt: 0, copies: 1 },
];

const APART = 12;
// The letter of a run that is struck, at most.
const MOST = 6;

interface Struck {
  step: Step;
  to: string;
  left: string;
}

/** kill -9 at each step of a letter's way, one connection, so that exactly one letter is struck. */
export const killAtSteps: Check = {
  id: 'D3',
  promise: 'kill -9 at each named step: the letter is left, doubted and copied exactly as §6 says',
  async run(bench: Bench): Promise<Verdict> {
    const { dataSource: db, url } = await bench.database();
    const relay = await bench.relay();
    const crew = bench.crew({ DATABASE_URL: url, SMTP_URL: relay.url, MAIL_CONNECTIONS: '1' });
    // Ends what a blow left before the next one falls: a letter struck twice would prove nothing.
    const tidy = sendFrom(bench, { db, relay });
    const wrong: string[] = [];
    let kills = 0;
    for (const step of STEPS) {
      for (let n = 0; n < bench.sizes.perStep; n++) {
        bench.signal.throwIfAborted();
        const now = minutes(2 * APART * kills++);
        await topUp(db, bench.random, { wanted: MOST + 2, now });
        const struck = await strikeOne({ bench, db, relay, crew }, step, now);
        await tidy.run(minutes(APART, now));
        wrong.push(...(await compare(db, relay, struck)));
      }
    }
    return {
      figures: Object.fromEntries([
        ['kills', kills],
        ...STEPS.map((step) => [step.name, `${step.leaves}, ${step.doubt} doubt, ${step.copies} copies`]),
      ]),
      wrong,
    };
  },
};

interface Place {
  bench: Bench;
  db: DataSource;
  relay: Relay;
  crew: Crew;
}

async function strikeOne({ bench, db, relay, crew }: Place, step: Step, now: Date): Promise<Struck> {
  const { at, name } = step;
  const nth = bench.random.whole(1, MOST);
  const worker = await crew.next();
  let seen = 0;
  let last = '';
  relay.plan = ({ stage, to }) => {
    if (to !== '') last = to;
    if ('relay' in at && stage === at.relay && ++seen === nth) {
      worker.strike('SIGKILL');
    }
    return undefined;
  };
  const strike = 'worker' in at ? { strike: { step: at.worker, nth, signal: 'SIGKILL' as const } } : {};
  // The blow must fall between the answer and its commit, however late this process gets to deal it.
  const slow =
    'relay' in at && at.relay === 'answered' ? { slow: { step: 'before commit', ms: 300 } as const } : {};
  const end = await worker.run({ command: 'deliver', now: now.toISOString(), ...strike, ...slow });
  if (end.signal !== 'SIGKILL') throw new Error(`The worker never came to the step "${name}".`);
  relay.plan = () => undefined;
  const open = await db.query<{ to_email: string; state: string }[]>(
    `select to_email, state from letter join letter_body on letter_id = letter.id where state in ('claimed', 'handoff')`,
  );
  if (open.length > 1) throw new Error(`One connection left ${open.length} letters under way.`);
  return { step, to: open[0]?.to_email ?? last, left: open[0]?.state ?? 'sent' };
}

async function compare(db: DataSource, { book }: Relay, { step, to, left }: Struck): Promise<string[]> {
  const [row] = await db.query<{ state: string; doubt: number }[]>(
    'select state, doubt from letter join letter_body on letter_id = letter.id where to_email = $1',
    [to],
  );
  const found = [left, row?.state, row?.doubt, book.copiesTo(to).length];
  const wanted = [step.leaves, 'sent', step.doubt, step.copies];
  return found.join() === wanted.join()
    ? []
    : [`${step.name}: ${to} was left, ended, doubted and copied as ${found} and not ${wanted}`];
}
