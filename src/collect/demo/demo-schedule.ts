import type { DataSource } from 'typeorm';
import type { Scheduled } from '../sources/ensure-sources.js';
import { closeDemo, hasRealVacancies, upsertSource } from '../sources/schedule.sql.js';
import { DEMO_EVERY, DEMO_SOURCE, demoItems } from './demo-source.js';

/**
 * The demo as a source that may run at `now`, or none where it is not allowed or other sources have brought vacancies:
 * then what it showed is closed, and `closed` says how many.
 */
export async function demoSchedule(
  db: DataSource,
  { allowed, now }: { allowed: boolean; now: Date },
): Promise<{ source: Scheduled | null; closed: number }> {
  if (!allowed || (await hasRealVacancies(db))) return { source: null, closed: await closeDemo(db, now) };
  const { name } = DEMO_SOURCE;
  const id = await upsertSource(db, DEMO_SOURCE, now);
  const source = { id, name, every: DEMO_EVERY, complete: true, settings: '', items: demoItems };
  return { source, closed: 0 };
}
