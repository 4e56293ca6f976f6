import type { DataSource } from 'typeorm';

/** A Source with its last run; the run's fields are null while there was none. */
export interface SourceStatus {
  name: string;
  title: string | null;
  format: string;
  demo: boolean;
  failures: number;
  pausedReason: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  read: number | null;
  added: number | null;
  changed: number | null;
  closed: number | null;
  suspect: boolean | null;
  error: string | null;
  /** Open vacancies. */
  open: number;
}

/** Every Source by name. */
export const selectSources = (db: DataSource): Promise<SourceStatus[]> =>
  db.query(`
    select s.name, s.title, s.format, s.demo, s.failures, s.paused_reason as "pausedReason",
           r.started_at as "startedAt", r.finished_at as "finishedAt", r.read, r.added, r.changed, r.closed,
           r.suspect, r.error, coalesce(v.open, 0)::int as open
      from source s
      left join lateral (
        select * from source_run where source_id = s.id order by started_at desc, id desc limit 1
      ) r on true
      left join (
        select source_id, count(*) as open from vacancy where closed_at is null group by source_id
      ) v on v.source_id = s.id
     order by s.name`);

/** A road to a group of mail hosts; `openUntil` in the future means that it is resting after failures. */
export interface LaneStatus {
  name: string;
  ratePerMinute: number;
  failures: number;
  openUntil: Date | null;
}

export const selectLanes = (db: DataSource): Promise<LaneStatus[]> =>
  db.query(`
    select name, rate_per_minute as "ratePerMinute", failures, open_until as "openUntil"
      from lane order by name`);
