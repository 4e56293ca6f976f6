import type { OutboxEvent, OutboxLine, StateCount } from './outbox.sql.js';

/** `ready: 12, the oldest of 2026-11-24T09:00:00.000Z`. */
export function countLine({ state, letters, oldest, doubted }: StateCount): string {
  const doubt = doubted > 0 ? `, ${doubted} may have arrived twice` : '';
  return `${state}: ${letters}, the oldest of ${oldest.toISOString()}${doubt}`;
}

/** A letter in a line, its id first. */
export function letterLine(letter: OutboxLine): string {
  const { subscriberId, id, kind, lane, state, attempt, doubt, createdAt, dueAt, reason } = letter;
  return [
    `${subscriberId}/${id}`,
    `${kind} on ${lane}: ${state}`,
    `queued ${createdAt.toISOString()}`,
    ...(state === 'ready' ? [`due ${dueAt.toISOString()}`] : []),
    `attempts ${attempt}`,
    ...(doubt > 0 ? ['may have arrived twice'] : []),
    ...(reason === null ? [] : [reason]),
  ].join(', ');
}

/** A step of its way. */
export const eventLine = ({ at, from, to, attempt, code, reason }: OutboxEvent): string =>
  `  ${at.toISOString()} ${from === null ? 'queued' : `${from} → ${to}`}, attempt ${attempt}${
    code === null ? '' : `, ${code}`
  }${reason === null ? '' : `, ${reason}`}`;
