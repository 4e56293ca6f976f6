import { standsBefore } from '../../language/representative.js';
import type { Asked, FreshIndex, Part } from '../../search/fresh/fresh-index.js';
import { NO_NUMBER } from '../../search/fresh/segment.js';
import type { MarketWindow } from '../window.js';

/** One vacancy of the index. */
export interface Copy {
  part: Part;
  doc: number;
}

/** A job that fits, by the copy that speaks for it: one with stated pay, and of those the one that stands for it. */
export interface Job extends Copy {
  /** When the first and the last of its copies were first seen, in microseconds since 1970. */
  first: number;
  last: number;
  /** All copies that fit, where there are several. */
  copies: Copy[] | null;
}

/** The jobs of the window that fit, open or closed. */
export function jobsOf(index: FreshIndex, asked: Asked, { since, now }: MarketWindow): Job[] {
  const [after, upto] = [since.getTime() * 1000, now.getTime() * 1000];
  /** The number of each cluster's job + 1. */
  const byCluster = new Int32Array(index.clusters);
  const jobs: Job[] = [];
  const visit = (part: Part, doc: number): void => {
    const seen = part.segment.facts.firstSeen[doc]!;
    if (seen <= after || seen > upto) return;
    const cluster = part.clusters[doc]!;
    const job = jobs[byCluster[cluster]! - 1];
    if (job === undefined) {
      byCluster[cluster] = jobs.push({ part, doc, first: seen, last: seen, copies: null });
      return;
    }
    const copy = { part, doc };
    job.copies ??= [{ part: job.part, doc: job.doc }];
    job.copies.push(copy);
    job.first = Math.min(job.first, seen);
    job.last = Math.max(job.last, seen);
    if (!speaksBefore(copy, job)) return;
    job.part = part;
    job.doc = doc;
  };
  index.each(asked, visit, { closedToo: true });
  return jobs;
}

/** The pay that statistics count, or NO_NUMBER. */
export const payOf = ({ part, doc }: Copy): number => part.segment.facts.point[doc]!;

/** Of two copies of a job, whether the first says what it pays. */
export function speaksBefore(a: Copy, b: Copy): boolean {
  const [stated, other] = [payOf(a) !== NO_NUMBER, payOf(b) !== NO_NUMBER];
  return stated === other ? standsBefore(copied(a), copied(b)) : stated;
}

const copied = ({ part: { segment }, doc }: Copy) => ({
  id: segment.facts.id[doc]!,
  standing: segment.facts.standing[doc]!,
});
