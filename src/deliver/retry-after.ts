const SECOND = 1000;
const HOUR = 3600 * SECOND;
const MOST = 24 * HOUR;

// "Greylisted, try again in 300 seconds", "wait 5 min", "greylisted for 0:04:59", "retry after 120s", "2 hours later".
const BEFORE = /\b(?:in|for|after|wait)\s+(?:about\s+|at least\s+)?(\d{1,6})\s*(s|sec|m|min|h|hour)[a-z]*\b/i;
const LATER = /\b(\d{1,6})\s*(s|sec|m|min|h|hour)[a-z]*\s+(?:later|from now)\b/i;
const CLOCK = /\b(?:in|for|after|wait)\s+(\d{1,2}):([0-5]\d):([0-5]\d)\b/i;
const UNITS: Record<string, number> = { s: SECOND, m: 60 * SECOND, h: HOUR };

/** Milliseconds that a relay asks to wait, by the words of its reply; null where it names no time. At most a day. */
export function retryAfterOf(words: string): number | null {
  const [, hours, minutes, seconds] = CLOCK.exec(words) ?? [];
  if (hours !== undefined) return atMostADay((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds));
  const [, count, unit] = BEFORE.exec(words) ?? LATER.exec(words) ?? [];
  if (count === undefined || unit === undefined) return null;
  return atMostADay((Number(count) * (UNITS[unit.slice(0, 1).toLowerCase()] ?? 0)) / SECOND);
}

const atMostADay = (seconds: number): number => Math.min(MOST, Math.max(1, seconds) * SECOND);
