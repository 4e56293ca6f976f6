import type { Answered } from '../deliver-letter.js';
import type { Mark } from './breaker.js';
import type { DueLane } from './lanes.sql.js';
import { addOutcome, emptyReport, type Report } from './report.js';
import type { Grant } from './visit.js';

// Confirm and login letters find a connection free at any time.
const RESERVED = 0.2;

/** Of so many connections, how many letters that can wait may use. */
export const ordinaryOf = (connections: number): number =>
  connections <= 1 ? connections : connections - Math.max(1, Math.round(connections * RESERVED));

/** What one process may do on one lane until its next visit, and what it has done since the last. */
export class Allowance {
  probe = false;
  private tokens = 0;
  private granted = 0;
  private slots = 0;
  private shut: Grant['shut'] = 'breaker';
  private waitMs = 0;
  private urgentDue = false;
  private ordinaryDue = false;
  private inflight = 0;
  private ordinary = 0;
  private begun = 0;
  private report: Report = emptyReport();

  grant({ tokens, slots, probe, shut, wait }: Grant): void {
    Object.assign(this, { tokens, granted: tokens, slots, probe, shut, waitMs: wait, begun: 0 });
  }

  due(lane: DueLane | null): void {
    this.urgentDue = lane?.urgent ?? false;
    this.ordinaryDue = lane?.ordinary ?? false;
  }

  /** Whether a letter may begin. Urgent ones may overdraw the tokens, by as many as were granted. */
  allows(urgent: boolean): boolean {
    if (this.inflight >= this.slots || (this.probe && this.begun > 0)) return false;
    if (urgent) return this.urgentDue && this.tokens > -Math.max(this.slots, this.granted);
    return this.ordinaryDue && this.tokens >= 1 && this.ordinary < ordinaryOf(this.slots);
  }

  begin(urgent: boolean): void {
    this.tokens -= 1;
    this.begun += 1;
    this.inflight += 1;
    if (!urgent) this.ordinary += 1;
  }

  nothing(urgent: boolean): void {
    this.end(urgent);
    this.tokens += 1;
    this.begun -= 1;
    this.urgentDue = false;
    if (!urgent) this.ordinaryDue = false;
  }

  end(urgent: boolean): void {
    this.inflight -= 1;
    if (!urgent) this.ordinary -= 1;
  }

  note(answered: Answered, mark: Mark | null): void {
    this.report = addOutcome(this.report, answered);
    if (mark !== null) this.mark(mark);
  }

  mark(mark: Mark): void {
    this.report.marks.push(mark);
  }

  slowed = (): boolean => this.report.slowed;

  isBusy = (): boolean => this.inflight > 0;

  /** Whether letters that are due will go within this run: soon, though tokens or connections are with others now. */
  willGo = (): boolean =>
    this.shut !== 'breaker' && (this.urgentDue || (this.ordinaryDue && this.shut === null));

  /** Milliseconds until the next token, where that is what is waited for; else null. */
  wait = (): number | null =>
    this.ordinaryDue && this.tokens < 1 && this.slots > 0 && this.shut === null ? this.waitMs : null;

  /** Takes the report and the unused grant away, for the lanes to know. Until the next grant nothing begins. */
  handBack(): { report: Report; unused: number; inflight: number; probeUnused: boolean } {
    const { report, probe, begun, inflight, tokens } = this;
    const unused = Number.isFinite(tokens) ? tokens : 0;
    this.report = emptyReport();
    Object.assign(this, { tokens: 0, granted: 0, begun: 0, probe: false });
    return { report, unused, inflight, probeUnused: probe && begun === 0 };
  }
}
