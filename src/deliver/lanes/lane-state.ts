/** What the row of a lane says, apart from its name: see store/lane.entity.ts. */
export interface LaneState {
  name: string;
  ratePerMinute: number | null;
  maxInflight: number | null;
  dailyCap: number | null;
  tokens: number;
  refilledAt: Date | null;
  pace: number;
  slowedAt: Date | null;
  recent: string;
  failures: number;
  failingSince: Date | null;
  openings: number;
  openUntil: Date | null;
  probeUntil: Date | null;
  holders: Record<string, { slots: number; until: string }>;
  day: string | null;
  dayTaken: number;
  dayDeferred: number;
  warmDays: number;
  lastSentAt: Date | null;
}

/** The row that stands for the relay itself, on the way of every lane. */
export const RELAY = 'relay';

/** How fast a mailer may be used. */
export interface Pace {
  /** Letters under way at once; no more than the mailer has connections. */
  connections?: number;
  /** Letters a minute and lane; as many as the mailer takes where nothing is said. */
  ratePerMinute?: number;
  warmUp?: boolean;
}

/** The same with nothing left open; the rate may be Infinity. They hold for lanes without numbers of their own. */
export type LaneSettings = Required<Pace>;

const CONNECTIONS = 5;

export const settingsOf = ({
  connections = CONNECTIONS,
  ratePerMinute = Number.POSITIVE_INFINITY,
  warmUp = false,
}: Pace): LaneSettings => ({ connections, ratePerMinute, warmUp });

/** Milliseconds from `then` to `at`; none where there is no then, or it lies ahead because a clock was set back. */
export const elapsed = (then: Date | null, at: Date): number =>
  then === null ? 0 : Math.max(0, at.getTime() - then.getTime());

export const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
