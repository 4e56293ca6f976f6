import { SayError } from '../kit/command.js';
import type { LetterState } from '../store/letter.entity.js';
import type { OutboxFilter } from './outbox.sql.js';

/** What was typed behind `outbox list`. */
export interface TypedFilter {
  state?: string;
  lane?: string;
  olderThan?: string;
  limit?: string;
}

const STATES: readonly string[] = [
  'ready',
  'claimed',
  'handoff',
  'sent',
  'failed',
  'in_doubt',
  'cancelled',
  'expired',
] satisfies LetterState[];
const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const MOST = 10_000;

/** The filter that was typed; a sentence where something is not understood. */
export function readFilter({ state, lane, olderThan, limit = '50' }: TypedFilter, now: Date): OutboxFilter {
  if (state !== undefined && !STATES.includes(state)) {
    throw new SayError(`--state knows ${STATES.join(', ')}, not "${state}".`);
  }
  const count = Number(limit);
  if (!/^\d+$/.test(limit) || count < 1 || count > MOST) {
    throw new SayError(`--limit takes a whole number from 1 to ${MOST}, not "${limit}".`);
  }
  return {
    state: (state as LetterState | undefined) ?? null,
    lane: lane ?? null,
    before: olderThan === undefined ? null : new Date(now.getTime() - readAge(olderThan)),
    limit: count,
  };
}

function readAge(text: string): number {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw new SayError(`--older-than takes a time such as 30m, 2h or 3d, not "${text}".`);
  }
  return Number(count) * UNITS[unit]!;
}

/** `17/6f1c…` or the uuid alone. */
export function readLetterId(text: string): { subscriberId: string | null; id: string } {
  const [, subscriberId, id] =
    /^(?:(\d{1,18})\/)?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i.exec(text) ?? [];
  if (id === undefined)
    throw new SayError(`A letter's id looks as \`outbox list\` prints it, not "${text}".`);
  return { subscriberId: subscriberId ?? null, id };
}
