import type { DataSource } from 'typeorm';
import { CountedIds } from './counted-ids.js';
import { isUnstorable } from './faults.js';
import {
  type Knowledge,
  type NormalPosting,
  normalisePosting,
  statedId,
} from './normalise/normalise-posting.js';
import { normaliseTerms } from './normalise/vocabulary.js';
import type { ReadItem, Rejected } from './posting.js';
import { readHash } from './read-hash.js';
import { hasExpired } from './renewal.js';
import { insertRejected } from './run.sql.js';
import { type Fate, settleWaiting, type Taking, takeBatch, takeWritten } from './take-postings.js';
import { countRejected, countUnmapped, type RunCounts } from './tally.js';
import { unstorable } from './unstorable.js';

/**
 * A batch is full with so many postings, or sooner when their texts are long: each costs the same few questions to
 * Postgres. take-postings.ts analyses what is new of it in smaller slices.
 */
const BATCH = 500;
const BATCH_CHARACTERS = 1024 ** 2;
/** How many of those that waited are stored at a time; all of them are analysed. */
const SETTLED = 200;
/** How much may wait for the end of the run: a feed that changed from end to end must not fill the memory. */
const MOST_WAITING = 5_000;
const MOST_WAITING_CHARACTERS = 16 * 1024 ** 2;

/** What became of a posting, or that Postgres does not take it. */
type Outcome = Fate | 'refused';

type Item = ReadItem & { kind: 'posting' };

/** With the hash of its words. */
type Unread = Item & { readHash: Buffer };

/** What one run takes in, item by item, in batches. The last posting of an id wins; each id is counted once. */
export class RunIntake {
  /** By id, as written: most of a day's feed is written as it was, and need not be read. */
  private unread = new Map<string, Unread>();
  private batch = new Map<string, NormalPosting>();
  private batchCharacters = 0;
  private waiting = new Map<string, NormalPosting>();
  private waitingCharacters = 0;
  private rejected: Rejected[] = [];
  /** What every id of this run was counted as. */
  private readonly counted = new CountedIds();

  constructor(
    private readonly db: DataSource,
    private readonly knowledge: Knowledge,
    private readonly taking: Taking,
    readonly counts: RunCounts,
  ) {}

  /** Takes one item; true when a batch was stored just now. */
  async take(item: ReadItem): Promise<boolean> {
    this.counts.read++;
    if (item.kind === 'rejected') this.reject(item);
    else this.hold(item);
    const held = this.unread.size + this.batch.size + this.rejected.length;
    if (held < BATCH && this.batchCharacters < BATCH_CHARACTERS) return false;
    await this.storeBatch();
    return true;
  }

  /** Stores what is still held. */
  async finish(): Promise<void> {
    await this.storeBatch();
    await this.settle();
  }

  /** Reads at once only what is to be compared with another of its id: that one must be fit to be stored. */
  private hold(written: Item): void {
    const item = { ...written, readHash: readHash(written.posting) };
    this.batchCharacters += item.posting.body?.length ?? 0;
    const id = statedId(item.posting);
    const before = id === null ? undefined : this.unread.get(id);
    if (id !== null && before === undefined && !this.batch.has(id) && !this.counted.has(id)) {
      this.unread.set(id, item);
      return;
    }
    if (id !== null && before !== undefined) {
      this.unread.delete(id);
      this.normalise(before);
    }
    this.normalise(item);
  }

  private normalise({ position, posting, readHash }: Unread): void {
    const read = normalisePosting(posting, this.knowledge);
    if (read.kind === 'refused') {
      const { reason, detail } = read;
      this.reject({ kind: 'rejected', position, reason, detail, raw: JSON.stringify(posting) });
      return;
    }
    countUnmapped(this.counts, read.unmapped);
    const id = read.posting.externalId;
    const known = { ...read.posting, readHash };
    if (this.counted.has(id) || this.batch.has(id)) this.counts.repeated++;
    if (this.counted.has(id)) this.wait(known);
    else this.batch.set(id, known);
  }

  private reject(rejected: Rejected): void {
    countRejected(this.counts, rejected);
    this.rejected.push(rejected);
    this.batchCharacters += rejected.raw.length;
  }

  private wait(posting: NormalPosting): void {
    const before = this.waiting.get(posting.externalId);
    this.waitingCharacters += posting.body.length - (before?.body.length ?? 0);
    this.waiting.set(posting.externalId, posting);
  }

  /** Notes what is written as before as seen, and reads the rest. */
  private async readUnread(): Promise<void> {
    const { unread } = this;
    this.unread = new Map();
    if (unread.size === 0) return;
    const written = [...unread].map(([externalId, { posting, readHash }]) => ({
      externalId,
      readHash,
      closed: posting.closed === true,
    }));
    const same = await takeWritten(this.db, written, this.taking);
    for (const [id, item] of unread) {
      if (!same.has(id)) this.normalise(item);
      else {
        // These are told of every run.
        countUnmapped(this.counts, normaliseTerms(item.posting).unmapped);
        this.countAs(id, 'unchanged');
      }
    }
  }

  private async storeBatch(): Promise<void> {
    await this.readUnread();
    const { batch, rejected } = this;
    [this.batch, this.rejected, this.batchCharacters] = [new Map(), [], 0];
    await insertRejected(this.db, { runId: this.counts.runId, rejected, now: this.taking.now });
    const fates = batch.size === 0 ? new Map() : await this.store([...batch.values()], takeBatch);
    for (const [id, posting] of batch) {
      const fate = fates.get(id) ?? 'waits';
      if (fate === 'refused') continue;
      this.countAs(id, fate);
      if (fate === 'waits') this.wait(posting);
      if (fate === 'added' && hasExpired(posting, this.taking.now)) this.counts.expired++;
    }
    if (this.waiting.size >= MOST_WAITING || this.waitingCharacters >= MOST_WAITING_CHARACTERS) {
      await this.settle();
    }
  }

  private async settle(): Promise<void> {
    const waiting = [...this.waiting.values()];
    this.waiting = new Map();
    this.waitingCharacters = 0;
    for (let start = 0; start < waiting.length; start += SETTLED) {
      const fates = await this.store(waiting.slice(start, start + SETTLED), settleWaiting);
      for (const [id, fate] of fates) this.recount(id, fate);
    }
  }

  /** Where Postgres finds a value that it cannot hold each posting is tried alone, so that no other falls with it. */
  private async store(
    postings: readonly NormalPosting[],
    by: typeof takeBatch,
  ): Promise<Map<string, Outcome>> {
    try {
      return await by(this.db, postings, this.taking);
    } catch (error) {
      if (!isUnstorable(error)) throw error;
      if (postings.length === 1) return this.refuse(postings[0]!, error);
      const fates: [string, Outcome][] = [];
      for (const posting of postings) fates.push(...(await this.store([posting], by)));
      return new Map(fates);
    }
  }

  private async refuse(posting: NormalPosting, error: unknown): Promise<Map<string, Outcome>> {
    const rejected = unstorable(posting, error);
    countRejected(this.counts, rejected);
    await insertRejected(this.db, { runId: this.counts.runId, rejected: [rejected], now: this.taking.now });
    return new Map([[posting.externalId, 'refused']]);
  }

  /** The end of the run decides: a posting that was unchanged at first and changed by a repeat was changed. */
  private recount(id: string, fate: Outcome): void {
    const before = this.counted.get(id);
    if (fate === 'refused') {
      // As rejected it is counted already: it is no repeat too, nor waits any longer.
      if (before === 'waits') this.counted.forget(id);
      else this.counts.repeated--;
    } else if (before === 'waits') {
      this.countAs(id, fate);
    } else if (before === 'unchanged' && fate !== 'unchanged') {
      this.counts.unchanged--;
      this.countAs(id, fate);
    }
  }

  private countAs(id: string, fate: Fate): void {
    this.counted.set(id, fate);
    if (fate !== 'waits') this.counts[fate]++;
  }
}
