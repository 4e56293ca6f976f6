/** The day on which the fault suite plays: a Tuesday, nine in the morning of London. */
export const NOW = new Date('2026-11-24T09:00:00Z');

/** An instant of it, so many minutes later. */
export const minutes = (n: number, from = NOW): Date => new Date(from.getTime() + n * 60_000);
