import type { DataSource } from 'typeorm';
import type { SourceEntry } from '../sources/read-sources.js';
import { type SourceHealth, selectHealth, selectUnmapped } from './health.sql.js';

/** A Source as `vestnik sources --json` tells it. */
export interface ListedSource extends SourceHealth {
  /** It stands in sources.yaml. */
  configured: boolean;
  /** Of the last run that was read to its end, from 0 to 1. */
  rejectedShare: number | null;
  /** Words of no dictionary: "schedule: ненормированный" → how often. */
  unmapped: Record<string, number>;
}

/** Every Source that has a row or stands in sources.yaml, by name. */
export async function listSources(
  db: DataSource,
  entries: readonly SourceEntry[],
  now: Date,
): Promise<ListedSource[]> {
  const [rows, unmapped] = await Promise.all([selectHealth(db), selectUnmapped(db, now)]);
  const configured = new Set(entries.map(({ name }) => name));
  const known = new Set(rows.map(({ name }) => name));
  const fresh = entries.filter(({ name }) => !known.has(name)).map(notYetSeen);
  return [...rows, ...fresh]
    .map((row) => ({
      ...row,
      configured: configured.has(row.name),
      rejectedShare: rejectedShare(row),
      unmapped: unmapped.get(row.name) ?? {},
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Which share of the last run that was read to its end was rejected, from 0 to 1; null where it brought nothing. */
export const rejectedShare = ({
  lastRead,
  lastRejected,
}: Pick<SourceHealth, 'lastRead' | 'lastRejected'>): number | null =>
  lastRead === null || lastRead === 0 ? null : (lastRejected ?? 0) / lastRead;

const notYetSeen = ({ name, title, format }: SourceEntry): SourceHealth => ({
  name,
  title,
  format,
  demo: false,
  failures: 0,
  nextRunAt: null,
  pausedUntil: null,
  pausedReason: null,
  open: 0,
  startedAt: null,
  finishedAt: null,
  read: null,
  added: null,
  changed: null,
  closed: null,
  suspect: null,
  error: null,
  tookMs: null,
  lastSuccessAt: null,
  lastRead: null,
  lastRejected: null,
  lastYield: null,
  usualYield: null,
});
