import type { DataSource } from 'typeorm';
import { kept } from './kept.js';

const MINUTE = 60_000;

/** Whether open vacancies come from the demo source: then every page says so. */
export function demoSign(db: DataSource): (now: Date) => Promise<boolean> {
  return kept(MINUTE, async () => {
    // The page that tells of a database out of reach must not need one.
    const rows: { demo: boolean }[] = await db.query(DEMO).catch(() => []);
    return rows[0]?.demo ?? false;
  });
}

const DEMO = `
  select exists (
    select from source s
     where s.demo and exists (select from vacancy v where v.source_id = s.id and v.closed_at is null)
  ) as demo`;
