/** What is known of a lane's waiting letters and of how it fares. */
export interface LaneFacts {
  lane: string;
  /** When the letter that has waited longest was due; null: nothing is due. */
  oldestDue: Date | null;
  /** Something is due within ten minutes: what a failing link puts off is never due for long. */
  dueSoon: boolean;
  /** Its letters wait for tomorrow by its daily cap. */
  capped: boolean;
  failingSince: Date | null;
  lastSentAt: Date | null;
  /** Attempts of the last two hours or so that the other side put off, and those that were taken. */
  putOff: number;
  sent: number;
}

/** Who watched, and since when without a break. */
export interface Watched {
  watchedSince: Date;
  watchedAt: Date;
}

/**
 * Why an operator is called. `link`: there is no road to the relay, or a lane; `stuck`: letters are due and none goes;
 * `put-off`: everything is put off; `nobody`: letters are due and no process looks at them.
 */
export type Alarm = 'link' | 'stuck' | 'put-off' | 'nobody';

const MINUTE = 60_000;
// A breaker that opens at once shuts for 30 s, 1, 2, 4 and 8 minutes: what is not back by then is no passing fault.
const PASSING = 15 * MINUTE;
// Greylisting puts a letter off for 5 and then 15 minutes; an hour is none.
const GREYLISTED = 60 * MINUTE;
const FEW = 5;
const NOBODY = 5 * MINUTE;

/**
 * Whether letters really do not get through, at `now`: something was due, and nothing has been accepted for longer
 * than a passing fault explains. A quiet night raises none, nor does a breaker that has just opened, a service that
 * has just come back, or a lane at the end of its daily cap.
 */
export function alarmOf(lanes: readonly LaneFacts[], watched: Watched | null, now: Date): Alarm | null {
  const ago = (then: Date | null): number =>
    then === null ? Number.POSITIVE_INFINITY : now.getTime() - then.getTime();
  const quietFor = Math.min(...lanes.map(({ lastSentAt }) => ago(lastSentAt)));
  const waiting = lanes.filter(
    ({ oldestDue, capped }) => oldestDue !== null && !capped && ago(oldestDue) >= PASSING,
  );
  if (waiting.length > 0 && (watched === null || ago(watched.watchedAt) >= NOBODY)) return 'nobody';
  if (watched === null || ago(watched.watchedSince) < PASSING) return null;
  const failing = lanes.some(({ failingSince }) => failingSince !== null && ago(failingSince) >= PASSING);
  if (failing && quietFor >= PASSING && lanes.some(({ dueSoon }) => dueSoon)) return 'link';
  if (waiting.length > 0 && quietFor >= PASSING) return 'stuck';
  const putOff = lanes.reduce((sum, lane) => sum + lane.putOff, 0);
  const sent = lanes.reduce((sum, lane) => sum + lane.sent, 0);
  const longEnough = ago(watched.watchedSince) >= GREYLISTED && quietFor >= GREYLISTED;
  return longEnough && sent === 0 && putOff >= FEW ? 'put-off' : null;
}
