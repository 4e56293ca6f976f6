import type { ClientBase } from 'pg';
import { sharedInt32 } from './bytes.js';
import { FRESH_WINDOW, type IndexWindow } from './index-window.js';
import {
  CHUNK_SIZE,
  type Changed,
  type Cursor,
  horizon,
  loadChunk,
  loadVacancies,
  readChanged,
  readOldest,
  type Scope,
} from './resident.sql.js';
import { bytesOf, CLOSED, type Segment } from './segment.js';

/** A segment of the resident index. Numbers never return, so whoever keeps something for one can go by it. */
export interface ResidentSegment {
  number: number;
  segment: Segment;
  /** The clusters of its vacancies, numbered from 0 over the whole index. */
  clusters: Int32Array;
}

/** What changed in the index: who holds it applies `gone` first and then takes `segments` for all there are. */
export interface ResidentUpdate {
  segments: ResidentSegment[];
  /** Vacancies that were replaced or left. */
  gone: { number: number; docs: number[] }[];
  /** How many clusters have been numbered. */
  clusters: number;
  /** Whether every open vacancy is in it; else all that were first seen after `since` are (microseconds since 1970). */
  complete: boolean;
  since: number | null;
  /** When the first vacancy of all, closed long ago or not, was first seen; null: there is none. */
  oldest: number | null;
  bytes: number;
}

// Each is asked by every question: a handful costs nothing, a hundred would double the time.
const MOST_SMALL = 8;
const SMALL = 8_192;
// A vacancy that was replaced still takes its memory and is passed over by every question.
const MOST_GONE = 0.4;

interface Held extends ResidentSegment {
  live: number;
}

/**
 * The vacancies of a window (open, or first seen in the last 30 days) in memory, kept up with the table by what
 * changed since. Lives in a thread of its own; what it makes is shared, and whoever reads it never waits.
 */
export class Resident {
  private held: Held[] = [];
  /** Vacancy id → number of its segment × 2^16 + its ordinal there. */
  private readonly places = new Map<number, number>();
  private readonly clusters = new Map<number, number>();
  private gone = new Map<number, number[]>();
  private numbered = 0;
  private since: number | null = null;
  private complete = true;
  private oldest: number | null = null;
  private seen = '0';

  constructor(
    private readonly client: ClientBase,
    private readonly mostBytes: number,
    private readonly window: IndexWindow = FRESH_WINDOW,
  ) {}

  /** Reads the window, newest first, until memory is full. */
  async build(now: Date): Promise<void> {
    this.seen = await horizon(this.client);
    let cursor: Cursor | null = null;
    for (;;) {
      const chunk = await loadChunk(this.client, { ...this.scopeOf(now), cursor });
      for (const segment of chunk) this.hold(segment);
      const last = chunk.at(-1);
      if (last === undefined || last.size < CHUNK_SIZE) return;
      const { id, firstSeen } = last.facts;
      cursor = { id: String(id.at(-1)), firstSeen: String(firstSeen.at(-1)) };
      // The next chunk will be about as large as this one.
      if (this.bytes() + sizeOf(chunk) > this.mostBytes) {
        this.complete = false;
        this.since = firstSeen.at(-1)!;
        return;
      }
    }
  }

  /** Takes in what changed since the last time; null where nothing did. */
  async refresh(now: Date): Promise<ResidentUpdate | null> {
    await this.client.query('begin isolation level repeatable read read only');
    try {
      const next = await horizon(this.client);
      const scope = this.scopeOf(now);
      const changed = (await readChanged(this.client, { ...scope, since: this.seen })).filter((one) =>
        this.isNews(one),
      );
      await this.replace(changed, scope);
      const left = this.dropPast(Number(scope.seenSince));
      const compacted = await this.compact(scope);
      this.oldest ??= await readOldest(this.client);
      this.seen = next;
      return changed.length > 0 || left || compacted ? this.update() : null;
    } finally {
      await this.client.query('commit');
    }
  }

  segments(): Segment[] {
    return this.held.map(({ segment }) => segment);
  }

  /** Everything that there is, for whoever has nothing yet. */
  update(): ResidentUpdate {
    const gone = [...this.gone].map(([number, docs]) => ({ number, docs }));
    this.gone = new Map();
    return {
      segments: this.held.map(({ number, segment, clusters }) => ({ number, segment, clusters })),
      gone,
      clusters: this.clusters.size,
      complete: this.complete,
      since: this.since,
      oldest: this.oldest,
      bytes: this.bytes(),
    };
  }

  private scopeOf(now: Date): Scope {
    return { window: this.window, seenSince: String(this.window.since(now)) };
  }

  private isNews({ id, changedIn, wanted }: Changed): boolean {
    const place = this.places.get(id);
    if (place === undefined) return wanted;
    return this.segmentOf(place).segment.facts.changedIn[place & 0xffff] !== changedIn;
  }

  private async replace(changed: readonly Changed[], scope: Scope): Promise<void> {
    for (const { id } of changed) this.drop(id);
    const ids = changed.filter(({ wanted }) => wanted).map(({ id }) => id);
    if (ids.length === 0) return;
    for (const segment of await loadVacancies(this.client, { ...scope, ids })) this.hold(segment);
    // What came since is the newest: the oldest make room for it.
    while (this.held.length > 1 && this.bytes() > this.mostBytes) this.dropOldest();
  }

  /** A vacancy leaves the window by its age, and nothing changes in the table then; whether any did. */
  private dropPast(since: number): boolean {
    let left = false;
    for (const { number, segment } of this.held) {
      const { id, state, firstSeen } = segment.facts;
      for (let doc = 0; doc < segment.size; doc++) {
        if ((this.window.openStay && state[doc] !== CLOSED) || firstSeen[doc]! > since) continue;
        if (this.places.get(id[doc]!) !== number * 0x10000 + doc) continue;
        this.drop(id[doc]!);
        left = true;
      }
    }
    return left;
  }

  /** Makes one segment of many small ones, and a new one of each that is half gone. */
  private async compact(scope: Scope): Promise<boolean> {
    const small = this.held.filter(({ segment }) => segment.size < SMALL);
    const worn = this.held.filter(
      ({ segment, live }) => segment.size >= SMALL && live < segment.size * (1 - MOST_GONE),
    );
    const tired = small.length > MOST_SMALL ? [...small, ...worn] : worn;
    if (tired.length === 0) return false;
    const ids = tired.flatMap((held) => this.liveIds(held));
    const fresh = await loadVacancies(this.client, { ...scope, ids });
    this.held = this.held.filter((held) => !tired.includes(held));
    for (const id of ids) this.places.delete(id);
    for (const segment of fresh) this.hold(segment);
    return true;
  }

  private hold(segment: Segment): void {
    const number = this.numbered++;
    const clusters = sharedInt32(segment.size);
    for (let doc = 0; doc < segment.size; doc++) {
      this.places.set(segment.facts.id[doc]!, number * 0x10000 + doc);
      const cluster = segment.facts.cluster[doc]!;
      const known = this.clusters.get(cluster) ?? this.clusters.size;
      this.clusters.set(cluster, known);
      clusters[doc] = known;
    }
    this.held.push({ number, segment, clusters, live: segment.size });
  }

  private drop(id: number): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    this.places.delete(id);
    const held = this.segmentOf(place);
    held.live--;
    const docs = this.gone.get(held.number) ?? [];
    docs.push(place & 0xffff);
    this.gone.set(held.number, docs);
  }

  private dropOldest(): void {
    const oldest = this.held.reduce((a, b) => (newestOf(b) < newestOf(a) ? b : a));
    for (const id of this.liveIds(oldest)) this.places.delete(id);
    this.held = this.held.filter((held) => held !== oldest);
    this.complete = false;
    this.since = Math.max(this.since ?? 0, newestOf(oldest));
  }

  private liveIds({ number, segment }: Held): number[] {
    return [...segment.facts.id].filter((id, doc) => this.places.get(id) === number * 0x10000 + doc);
  }

  private segmentOf(place: number): Held {
    const number = Math.floor(place / 0x10000);
    return this.held.find((held) => held.number === number)!;
  }

  private bytes(): number {
    return sizeOf(this.segments());
  }
}

const sizeOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, segment) => sum + bytesOf(segment), 0);

const newestOf = ({ segment }: ResidentSegment): number =>
  segment.facts.firstSeen.reduce((a, b) => Math.max(a, b), 0);
