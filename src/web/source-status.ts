import type { SourceHealth } from '../collect/health/health.sql.js';
import { rejectedShare } from '../collect/health/list-sources.js';
import { type PauseKind, pauseKind } from '../collect/health/why-paused.js';

/** A Source as everybody may see it: the words of an error may name hosts and files, and stay inside. */
export interface ShownSource extends Omit<SourceHealth, 'error' | 'pausedReason'> {
  shownAs: string;
  /** A text under pages.status.states. */
  state: 'paused' | 'failed' | 'suspect' | 'running' | 'well' | 'never' | 'silent';
  /** Why it rests or its last run broke: a text under pages.status.why. */
  why: PauseKind | null;
  /** From 0 to 1. */
  rejectedShare: number | null;
  /** The same in percent, as pages show it: with one digit behind the point where it is below ten. */
  rejectedPercent: number | null;
  /** When it is asked next: at `askedNextAt`, within the minute, when its owner likes, or nobody has planned it. */
  next: 'at' | 'soon' | 'pushes' | 'none';
  askedNextAt: Date | null;
}

/** What pages and /status.json tell of a Source at `now`. */
export function shownSource({ error, pausedReason, ...source }: SourceHealth, now: Date): ShownSource {
  const share = rejectedShare(source);
  const askedNextAt = laterOf(source.nextRunAt, source.pausedUntil);
  const broken = pausedReason ?? error;
  return {
    ...source,
    shownAs: source.title ?? source.name,
    state: stateOf({ ...source, error, pausedReason }, now),
    why: broken === null ? null : pauseKind(broken),
    rejectedShare: share,
    rejectedPercent:
      share === null ? null : Math.round(share * (share < 0.1 ? 1000 : 100)) / (share < 0.1 ? 10 : 1),
    askedNextAt,
    next: nextOf(source, askedNextAt, now),
  };
}

const laterOf = (a: Date | null, b: Date | null): Date | null =>
  a !== null && (b === null || a > b) ? a : b;

function nextOf(
  { format, startedAt }: Pick<SourceHealth, 'format' | 'startedAt'>,
  at: Date | null,
  now: Date,
) {
  if (format === 'push') return 'pushes';
  if (at !== null) return at > now ? 'at' : 'soon';
  return startedAt === null ? 'soon' : 'none';
}

function stateOf(source: SourceHealth, now: Date): ShownSource['state'] {
  const { format, startedAt, finishedAt, error, suspect, pausedReason, pausedUntil } = source;
  if (pausedReason !== null) return pausedUntil !== null && pausedUntil > now ? 'paused' : 'failed';
  if (startedAt === null) return format === 'push' ? 'silent' : 'never';
  if (error !== null) return 'failed';
  if (suspect) return 'suspect';
  return finishedAt === null ? 'running' : 'well';
}
