import type { DataSource } from 'typeorm';
import type { Bench, Check, Verdict } from '../harness/bench.js';
import { type Class, type Fault, faultsOf, playing } from '../harness/faults.js';
import { sendFrom } from '../harness/in-process.js';
import { letterAt, queueLetters } from '../harness/letters.js';
import { minutes, NOW } from '../harness/played-clock.js';
import { slowDown } from '../harness/strike.js';

// A breaker may open for ten minutes; a greylisted letter waits up to eighteen.
const APART = 25;

/** Every fault of a relay, each told for what it is. */
export const relayFaults: Check = {
  id: 'D5',
  promise:
    'every fault of the relay: its class exact each time, no duplicate from a slow dot, none unflagged',
  async run(bench: Bench): Promise<Verdict> {
    const wrong: string[] = [];
    const faults = faultsOf(bench.sizes.pause > 30 ? 60_000 : 300);
    let unflagged = 0;
    for (const fault of faults) {
      bench.signal.throwIfAborted();
      const found = await befall(bench, fault);
      wrong.push(...found.wrong);
      unflagged += found.unflagged;
    }
    return {
      figures: {
        faults: faults.length,
        letters: faults.length * bench.sizes.perFault,
        'wrong class': wrong.length,
        'kept, then 421 (no client can tell)': unflagged,
      },
      wrong,
    };
  },
};

async function befall(bench: Bench, fault: Fault): Promise<{ wrong: string[]; unflagged: number }> {
  const { dataSource: db } = await bench.database();
  if (fault.gate !== undefined) slowDown(db, 'before gate', fault.gate);
  const relay = await bench.relay({ startTls: fault.tls === true });
  const { perFault } = bench.sizes;
  relay.plan = playing(fault, perFault);
  const letters = Array.from({ length: perFault }, () => letterAt(NOW, bench.random));
  await queueLetters(db, letters, NOW);
  const slow = (fault.act.waits ?? 0) > 1000;
  const step = sendFrom(bench, {
    db,
    relay,
    patience: fault.patience,
    connections: slow || fault.patience !== undefined ? perFault : 1,
    query: fault.tls ? '?requireTLS=true' : '',
  });
  // TLS stays broken: those letters wait for ever.
  const isOver = () => (fault.tls ? isTried(db) : isSettled(db));
  for (let n = 0; n < perFault * 2 + 4 && !(await isOver()); n++) await step.run(minutes(APART * n));
  const wrong: string[] = [];
  let unflagged = 0;
  for (const { to, id } of letters) {
    const found = await classOf(db, id);
    const copies = relay.book.copiesTo(to).length;
    const wanted = fault.tls ? 0 : fault.copies;
    if (found !== fault.class) wrong.push(`${fault.name}: ${found} and not ${fault.class}`);
    if (copies !== wanted) wrong.push(`${fault.name}: ${copies} copies and not ${wanted}`);
    if (copies > 1 && fault.class !== 'inDoubt') unflagged += 1;
  }
  return { wrong, unflagged };
}

async function isSettled(db: DataSource): Promise<boolean> {
  const open = await db.query<unknown[]>(
    `select from letter where state in ('ready', 'claimed', 'handoff') limit 1`,
  );
  return open.length === 0;
}

/** Whether each letter has had its first attempt. */
async function isTried(db: DataSource): Promise<boolean> {
  const untried = await db.query<unknown[]>('select from letter where fence = 0 limit 1');
  return untried.length === 0;
}

interface Event {
  from_state: string | null;
  to_state: string;
  attempt: number;
}

/** How the first attempt ended. A link fault gives the attempt back, a reply "not now" spends it. */
async function classOf(db: DataSource, id: string): Promise<Class | 'nothing'> {
  const events = await db.query<Event[]>(
    'select from_state, to_state, attempt from letter_event where letter_id = $1 order by id',
    [id],
  );
  const end = events.find(
    ({ from_state: from, to_state: to }) => (from === 'claimed' || from === 'handoff') && to !== 'handoff',
  );
  if (end === undefined) return 'nothing';
  if (end.to_state === 'ready') return end.attempt === 0 ? 'link' : 'retry';
  return ({ sent: 'sent', failed: 'refused', in_doubt: 'inDoubt' } as const)[end.to_state] ?? 'nothing';
}
