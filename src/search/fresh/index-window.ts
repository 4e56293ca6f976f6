/** Which vacancies an index in memory holds, and which of their words. */
export interface IndexWindow {
  /** Microseconds since 1970: what was first seen later is wanted. */
  since(now: Date): number;
  /** Open vacancies stay, however old. */
  openStay: boolean;
  /** The tsvector that is indexed, an expression over `vacancy v`. */
  document: string;
}

const DAY = 86_400_000;

/** How long a closed vacancy still counts as news of its month. */
export const WINDOW_DAYS = 30;

/** Every word of what is open, or was first seen in the last 30 days. */
export const FRESH_WINDOW: IndexWindow = {
  since: (now) => (now.getTime() - WINDOW_DAYS * DAY) * 1000,
  openStay: true,
  document: 'v.document',
};

/** The same day a year before; of 29 February the 28th, as calendars have it. */
export function yearBefore(now: Date): Date {
  const before = new Date(now);
  before.setUTCFullYear(now.getUTCFullYear() - 1);
  if (before.getUTCMonth() !== now.getUTCMonth()) before.setUTCDate(0);
  return before;
}

// Whoever asks may read the clock a moment before the index does.
const SLACK = DAY;

/** Titles, companies and skills (weights A, B, C) of what was first seen in the last twelve months, open or closed. */
export const YEAR_WINDOW: IndexWindow = {
  since: (now) => (yearBefore(now).getTime() - SLACK) * 1000,
  openStay: false,
  document: `ts_filter(v.document, '{a,b,c}')`,
};
