import type { DataSource } from 'typeorm';
import type { RunMark } from './posting.js';
import { type ResumePoint, type RunState, writeRun } from './run.sql.js';
import { type BrokenRun, keepAnswer, touchSeenBy } from './sources/earlier.sql.js';
import type { RunCounts } from './tally.js';

/** Whose marks these are. */
interface MarkedRun {
  run: { source: number; now: Date; settings?: string; resumes?: BrokenRun | null };
  startedAt: Date;
  counts: RunCounts;
  /** When this process began it, by performance.now(). */
  begun: number;
}

/** How one run stands: writes it down, so that the next run can go on where this one breaks, or need not read at all. */
export class RunMarks {
  /** Where it goes on. A run that went on and came no further is not gone on with again: its page may be the fault. */
  private resume: ResumePoint | null = null;
  private answer: (RunMark & { kind: 'whole-answer' }) | null = null;

  constructor(
    private readonly db: DataSource,
    private readonly marked: MarkedRun,
  ) {}

  /** A run that goes on is no broken one any more. */
  async begin(): Promise<void> {
    const { resumes, settings } = this.marked.run;
    if (resumes && settings !== undefined) {
      await this.write({ finishedAt: null, error: null, resume: { ...resumes.place, settings } });
    }
  }

  /** All postings before a mark must be stored. */
  async take(mark: RunMark): Promise<void> {
    const { run, startedAt, counts } = this.marked;
    if (mark.kind === 'whole-answer') this.answer = mark;
    else if (mark.kind === 'not-modified') {
      const seen = { source: run.source, runId: mark.runId, seenAt: startedAt };
      counts.unchanged = await this.db.transaction((tx) => touchSeenBy(tx, seen));
      counts.read = counts.unchanged;
      counts.notModified = true;
    } else if (run.settings !== undefined) {
      this.resume = { next: mark.next, page: mark.page, settings: run.settings };
      await this.write({ finishedAt: null, error: null, resume: this.resume });
    }
  }

  /** The run was read to its end. */
  finish(): Promise<void> {
    return this.write({ finishedAt: this.marked.run.now, error: null, resume: null });
  }

  /** The run ended early; `error` is a sentence. */
  breakOff(error: string): Promise<void> {
    return this.write({ finishedAt: this.marked.run.now, error, resume: this.resume });
  }

  /** Keeps by what the answer is known again, unless there is reason to read it once more. */
  async keepAnswer(): Promise<void> {
    const { answer } = this;
    const { run, counts } = this.marked;
    if (answer === null || run.settings === undefined || counts.suspect) return;
    const { url, etag, lastModified } = answer;
    const asked = { source: run.source, settings: run.settings, now: run.now };
    await keepAnswer(this.db, asked, { url, etag, lastModified, runId: counts.runId });
  }

  private write(state: Omit<RunState, 'id' | 'counts' | 'tookMs'>): Promise<void> {
    const { run, counts, begun } = this.marked;
    const tookMs = (run.resumes?.tookMs ?? 0) + performance.now() - begun;
    return writeRun(this.db, { ...state, id: counts.runId, counts, tookMs });
  }
}
