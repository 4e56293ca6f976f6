import { after, type LaneState } from './lane-state.js';

/** How an attempt ended for the road: with an answer, with a failure of the link, with a reply that blames us. */
export type Mark = '+' | '-' | '!';

const IN_A_ROW = 5;
const REMEMBERED = 20;
const SHORTEST = 30_000;
const LONGEST = 600_000;
// A probe whose process died must not hold the door for ever.
const PROBE = 60_000;

/** Takes down how attempts ended, in their order, and opens or closes the breaker by it. */
export function noteMarks(lane: LaneState, marks: readonly Mark[], at: Date): LaneState {
  return marks.reduce(
    (noted, mark) => (mark === '+' ? noteAnswer(noted) : noteFailure(noted, mark, at)),
    lane,
  );
}

function noteAnswer(lane: LaneState): LaneState {
  const answered = { ...lane, failures: 0, failingSince: null };
  // An answer that was under way when the breaker opened proves nothing of now; the probe's does.
  if (lane.openings > 0 && lane.probeUntil === null) return answered;
  const recent = lane.openings > 0 ? '' : lane.recent;
  return { ...answered, recent: remember(recent, '+'), openings: 0, openUntil: null, probeUntil: null };
}

function noteFailure(lane: LaneState, mark: '-' | '!', at: Date): LaneState {
  const noted = {
    ...lane,
    failures: lane.failures + 1,
    failingSince: lane.failingSince ?? at,
    recent: remember(lane.recent, '-'),
  };
  if (lane.openings > 0) return lane.probeUntil === null && isOpen(lane, at) ? noted : open(noted, at);
  const most = noted.recent.length === REMEMBERED && count(noted.recent) > REMEMBERED / 2;
  return mark === '!' || noted.failures >= IN_A_ROW || most ? open(noted, at) : noted;
}

const remember = (recent: string, mark: '+' | '-'): string => (recent + mark).slice(-REMEMBERED);
const count = (recent: string): number => [...recent].filter((mark) => mark === '-').length;

/** Shut for 30 s, then twice as long each time that a probe fails, up to 10 minutes. */
function open(lane: LaneState, at: Date): LaneState {
  const ms = Math.min(LONGEST, SHORTEST * 2 ** Math.min(lane.openings, 20));
  return { ...lane, openings: lane.openings + 1, openUntil: after(at, ms), probeUntil: null, recent: '' };
}

/** Whether no letter may be tried. An hour that a clock was set back by must not become an hour of waiting. */
export function isOpen({ openUntil }: Pick<LaneState, 'openUntil'>, at: Date): boolean {
  return openUntil !== null && openUntil > at && openUntil <= after(at, LONGEST);
}

/** How far the door is open: for all, for one that tries, or for nobody. */
export function doorOf(lane: LaneState, at: Date): 'all' | 'probe' | 'nobody' {
  if (lane.openings === 0) return 'all';
  if (isOpen(lane, at)) return 'nobody';
  const probing = lane.probeUntil !== null && lane.probeUntil > at && lane.probeUntil <= after(at, PROBE);
  return probing ? 'nobody' : 'probe';
}

/** Lets one try. */
export const beginProbe = (lane: LaneState, at: Date): LaneState => ({
  ...lane,
  probeUntil: after(at, PROBE),
});

/** There was nothing to try with: the next may. */
export const dropProbe = (lane: LaneState): LaneState => ({ ...lane, probeUntil: null });
