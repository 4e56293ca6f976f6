import type { Road } from '../claim.sql.js';
import type { Answered } from '../deliver-letter.js';
import { PRIORITIES } from '../letter-draft.js';
import { Allowance } from './allowance.js';
import { dueLanes, ensureLanes } from './lanes.sql.js';
import { RelayDoor } from './relay-door.js';
import { marksOf } from './report.js';
import { Rest } from './rest.js';
import { SHARE_RENEWED } from './shares.js';
import { type RoadTools, visitDatabase } from './visit-database.js';

/** Leave to claim one letter from these roads of a lane. */
export interface Turn {
  lane: string;
  urgent: boolean;
  roads: Road[];
}

const SECOND = 1000;
const SHORTEST_PAUSE = 50;

/**
 * What this process may send on which lane, for the length of a run: lanes take turns, tokens and connections are
 * granted by the lanes' rows at a visit about once a second, so that the rows are no bottleneck however quick the
 * letters are.
 */
export class Roads {
  private readonly lanes = new Map<string, Allowance>();
  private readonly relay = new RelayDoor();
  private readonly rest = new Rest();
  private visiting: Promise<void> | null = null;
  /** By `performance.now()`; null: nothing was asked for yet. */
  private visitedAt: number | null = null;
  private ended = false;
  // Letters under way may all be slow: the share of the connections that they use is kept all the same.
  private readonly heart = setInterval(() => void this.renew().catch(() => undefined), SHARE_RENEWED);

  private constructor(private readonly tools: RoadTools) {}

  static async open(tools: RoadTools): Promise<Roads> {
    await ensureLanes(tools.db);
    const roads = new Roads(tools);
    try {
      await roads.look();
      if (roads.lanes.size > 0) await roads.visit();
      return roads;
    } catch (error) {
      clearInterval(roads.heart);
      throw error;
    }
  }

  /** The next lane's turn; null when there is nothing to do just now. */
  turn({ urgentOnly }: { urgentOnly: boolean }): Turn | null {
    if (this.visiting !== null || this.isStale() || !this.relay.allows()) return null;
    return this.turnOf(true) ?? (urgentOnly ? null : this.turnOf(false));
  }

  /** A grant is for a second: after that others may need a part of it, and other letters may be due. */
  private isStale = (): boolean => performance.now() - (this.visitedAt ?? 0) > SECOND;

  private turnOf(urgent: boolean): Turn | null {
    for (const [lane, allowance] of this.lanes) {
      if (!allowance.allows(urgent)) continue;
      allowance.begin(urgent);
      this.relay.begin();
      // Whose turn it was is asked last the next time.
      this.lanes.delete(lane);
      this.lanes.set(lane, allowance);
      const priorities = urgent ? [PRIORITIES[0]] : PRIORITIES;
      return { lane, urgent, roads: priorities.map((priority) => ({ lane, priority })) };
    }
    return null;
  }

  /** There was no letter for this turn: others have them. */
  nothing({ lane, urgent }: Turn): void {
    this.relay.nothing();
    this.lanes.get(lane)?.nothing(urgent);
  }

  /** A letter has been answered for. What is bad news for its road is written down before anything else begins. */
  async answered({ lane, urgent }: Turn, answered: Answered | null): Promise<void> {
    const allowance = this.allowance(lane);
    allowance.end(urgent);
    if (answered === null) return;
    const marks = marksOf(answered.outcome);
    allowance.note(answered, marks.lane);
    this.relay.note(marks.relay);
    const good = marks.lane === '+' && !allowance.slowed();
    if (!good || allowance.probe || this.relay.probe) await this.visit();
  }

  /** Waits until there may be something to do again; false when the run is over. */
  async wait(): Promise<boolean> {
    if (this.visiting === null && !this.ended) {
      const pause = this.isBusy() || this.willGo() ? this.pause() : 0;
      if (pause > 0) await this.rest.sleep(pause);
    }
    if (this.ended) return false;
    await this.renew();
    if (!this.isBusy() && !this.willGo()) this.stop();
    return !this.ended;
  }

  /** Nothing begins any more; whoever waits is woken. */
  stop(): void {
    this.ended = true;
    this.rest.end();
  }

  /** Writes down what is left to say, and gives back what was not used. */
  async close(): Promise<void> {
    this.stop();
    clearInterval(this.heart);
    if (this.visitedAt !== null) await this.visit(true);
  }

  /** How long nothing will have changed: a second, or until the next token of a lane that waits for one. */
  private pause(): number {
    if (this.isStale()) return 0;
    const since = performance.now() - (this.visitedAt ?? 0);
    const waits = [...this.lanes.values()].map((allowance) => allowance.wait());
    return Math.min(SECOND, ...waits.map((wait) => wait ?? SECOND)) + SHORTEST_PAUSE - since;
  }

  /** One look and one visit for all who wait at the same time. */
  private renew(): Promise<void> {
    this.visiting ??= this.look()
      .then(() => this.visitNow(false))
      .finally(() => {
        this.visiting = null;
      });
    return this.visiting;
  }

  /** A visit that has all that is known now in it. */
  private async visit(leaving = false): Promise<void> {
    while (this.visiting !== null) await this.visiting;
    this.visiting = this.visitNow(leaving).finally(() => {
      this.visiting = null;
    });
    await this.visiting;
  }

  private async visitNow(leaving: boolean): Promise<void> {
    const { lanes, relay } = this;
    const { grants, relayProbe } = await visitDatabase(this.tools, { lanes, relay, leaving });
    for (const grant of grants) this.allowance(grant.lane).grant(grant);
    this.relay.grant(relayProbe);
    this.visitedAt = performance.now();
  }

  private async look(): Promise<void> {
    const due = await dueLanes(this.tools.db, this.tools.at());
    for (const allowance of this.lanes.values()) allowance.due(null);
    for (const lane of due) this.allowance(lane.lane).due(lane);
  }

  private allowance(lane: string): Allowance {
    const known = this.lanes.get(lane);
    if (known !== undefined) return known;
    const made = new Allowance();
    this.lanes.set(lane, made);
    return made;
  }

  private willGo = (): boolean => [...this.lanes.values()].some((allowance) => allowance.willGo());
  private isBusy = (): boolean => [...this.lanes.values()].some((allowance) => allowance.isBusy());
}
