import type { Mark } from './breaker.js';
import { emptyReport, type Report } from './report.js';

/** What one process knows of the relay, which is on the way of every lane. */
export class RelayDoor {
  /** One letter may begin, on whatever lane, to see whether the relay answers again. */
  probe = false;
  private begun = 0;
  private report: Report = emptyReport();

  grant(probe: boolean): void {
    this.probe = probe;
    this.begun = 0;
  }

  allows = (): boolean => !this.probe || this.begun === 0;

  begin(): void {
    this.begun += 1;
  }

  nothing(): void {
    this.begun -= 1;
  }

  note(mark: Mark | null): void {
    if (mark !== null) this.report.marks.push(mark);
  }

  handBack(): { report: Report; unused: number; inflight: number; probeUnused: boolean } {
    const { report, probe, begun } = this;
    this.report = emptyReport();
    this.probe = false;
    return { report, unused: 0, inflight: 0, probeUnused: probe && begun === 0 };
  }
}
