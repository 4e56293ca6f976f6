import type { DataSource, EntityManager } from 'typeorm';
import { split } from '../kit/group-by.js';
import type { Standing } from './marks.js';
import { readNews } from './news.js';
import { type Advance, advance, type DuePerson, forget, lockDue, planAnew } from './plan.sql.js';
import { isTimely, latestSlot, nextSlot, nightAfter, slotDate } from './slots.js';
import { type ComposeTools, tell } from './tell.js';
import type { Occasion } from './telling.js';

// People a transaction: enough that a few set-based statements serve many, few enough that it lasts a second or two.
const BATCH = 200;
// While Postgres keeps one batch, the next is written.
const AT_ONCE = 2;
const HOURS = 3_600_000;
const WORTH_SENDING_HOURS = 20;

/** match + market → digest, letter: one for each person whose slot has come and who has news. */
export class ComposeStep {
  private stopping = false;

  constructor(
    private readonly db: DataSource,
    private readonly tools: ComposeTools,
  ) {}

  /** Answers how many digests and letters were made. Safe to run twice, at once, and to be killed: see the ledger. */
  async run(now: Date): Promise<{ digests: number; letters: number }> {
    const started = performance.now();
    await planAnew(this.db.manager);
    const made = { digests: 0, letters: 0 };
    const runs = Array.from({ length: AT_ONCE }, () => this.answerAll(made, now));
    // Each ends by itself: where one fails, the other's batch is still kept whole.
    const failed = (await Promise.allSettled(runs)).find((end) => end.status === 'rejected');
    if (made.digests > 0) {
      this.tools.log.info({ ...made, ms: Math.round(performance.now() - started) }, 'digests composed');
    }
    if (failed !== undefined) throw failed.reason;
    return made;
  }

  private async answerAll(made: { digests: number; letters: number }, now: Date): Promise<void> {
    while (!this.stopping) {
      const batch = await this.db.transaction((tx) => this.answerDue(tx, now));
      if (batch === null) return;
      made.digests += batch.digests;
      made.letters += batch.letters;
    }
  }

  /** The batch that is under way is finished: a second or two. */
  stop(): void {
    this.stopping = true;
  }

  /** One batch of those who are due; null when nobody is left. */
  private async answerDue(
    tx: EntityManager,
    now: Date,
  ): Promise<{ digests: number; letters: number } | null> {
    const due = (await lockDue(tx, now, BATCH)).map((person) => ({
      ...person,
      slotAt: latestSlot(person, { from: person.slotAt, now }),
    }));
    if (due.length === 0) return null;
    await forget(
      tx,
      due.filter(({ ended }) => ended).map(({ subscriberId }) => subscriberId),
    );
    const staying = due.filter(({ ended }) => !ended);
    const [ready, waiting] = split(
      staying,
      (person) => !person.paused && isTimely(person, person.slotAt, now),
    );
    const tellings = (await readNews(tx, ready, now)).map((news) => ({
      ...news,
      occasion: slotOf(news.person, now),
    }));
    const made = await tell(tx, this.tools, { tellings, now });
    await advance(tx, [
      ...tellings.map(({ person, told }) =>
        moveOn(person, made.untold.has(person.subscriberId) ? person : told, now),
      ),
      ...waiting.map((person) => moveOn(person, person, now)),
    ]);
    return made;
  }
}

/** The slot that a person is told at: its local date, the letter's life until the next slot or for 20 hours, the night. */
function slotOf(person: DuePerson, now: Date): Occasion {
  const next = nextSlot(person, now).at.getTime();
  const expiresAt = new Date(Math.min(next, now.getTime() + WORTH_SENDING_HOURS * HOURS));
  return { kind: 'slot', slot: slotDate(person, person.slotAt), expiresAt, quiet: nightAfter(person, now) };
}

const moveOn = (person: DuePerson, { toldUptoSeq, toldAt, held }: Standing, now: Date): Advance => ({
  subscriberId: person.subscriberId,
  nextSlotAt: nextSlot(person, now).at,
  ...{ toldUptoSeq, toldAt, held },
});
