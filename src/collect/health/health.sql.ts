import type { DataSource } from 'typeorm';

/** How a Source fares (design/collecting.md rule 12). What a run gives is null while there was none. */
export interface SourceHealth {
  name: string;
  title: string | null;
  format: string;
  demo: boolean;
  /** Failures in a row. */
  failures: number;
  /** When it is asked next; null: at once, or it is never asked. */
  nextRunAt: Date | null;
  pausedUntil: Date | null;
  /** A sentence for the operator: it may name hosts and files. */
  pausedReason: string | null;
  /** Open vacancies. */
  open: number;

  /** The last run, also one that failed or goes on. */
  startedAt: Date | null;
  finishedAt: Date | null;
  read: number | null;
  added: number | null;
  changed: number | null;
  closed: number | null;
  suspect: boolean | null;
  /** A sentence for the operator. */
  error: string | null;
  /** Milliseconds. */
  tookMs: number | null;

  /** The last run that was read to its end: when, how many postings it brought, and how many of them were rejected. */
  lastSuccessAt: Date | null;
  lastRead: number | null;
  lastRejected: number | null;
  /** What was taken of them. */
  lastYield: number | null;
  /** The median of what the last ten healthy runs took. */
  usualYield: number | null;
}

/** Every Source by name, with how it fares. Reads the open vacancies: for many who ask, keep the answer a while. */
export const selectHealth = (db: DataSource): Promise<SourceHealth[]> => db.query(HEALTH);

const REJECTED = `(select coalesce(sum(n::integer), 0)::integer from jsonb_each_text(r.rejected) as given (reason, n))`;

// Single pushes go on finishing the run of their hour while runs that began later are long over: of the last few
// healthy runs the one that ended last is the last.
const HEALTH = `
  select s.name, s.title, s.format, s.demo, s.failures, s.next_run_at as "nextRunAt",
         s.paused_until as "pausedUntil", s.paused_reason as "pausedReason", coalesce(v.open, 0)::integer as open,
         last.started_at as "startedAt", last.finished_at as "finishedAt", last.read, last.added, last.changed,
         last.closed, last.suspect, last.error, last.took_ms as "tookMs",
         good.finished_at as "lastSuccessAt", good.read as "lastRead", good.rejected as "lastRejected",
         good.read - good.rejected as "lastYield", usual.taken as "usualYield"
    from source s
    left join lateral (
      select * from source_run where source_id = s.id order by started_at desc, id desc limit 1
    ) last on true
    left join lateral (
      select * from (
        select r.finished_at, r.read, ${REJECTED} as rejected from source_run r
         where r.source_id = s.id and r.finished_at is not null and r.error is null
         order by r.started_at desc limit 20
      ) as few order by few.finished_at desc limit 1
    ) good on true
    left join lateral (
      select percentile_disc(0.5) within group (order by taken)::integer as taken from (
        select r.read - ${REJECTED} as taken from source_run r
         where r.source_id = s.id and r.finished_at is not null and r.error is null and not r.suspect
         order by r.started_at desc limit 10
      ) as healthy
    ) usual on true
    left join (
      select source_id, count(*) as open from vacancy where closed_at is null group by source_id
    ) v on v.source_id = s.id
   order by s.name`;

/** Words of no dictionary by Source name, each with how often the run had it that had it most, in the last 14 days. */
export async function selectUnmapped(
  db: DataSource,
  now: Date,
): Promise<Map<string, Record<string, number>>> {
  const rows: { name: string; words: Record<string, number> }[] = await db.query(UNMAPPED, [now]);
  return new Map(rows.map(({ name, words }) => [name, words]));
}

const UNMAPPED = `
  select name, jsonb_object_agg(word, n) as words
    from (
      select s.name, given.word, max(given.n::integer) as n
        from source s join source_run r on r.source_id = s.id, jsonb_each_text(r.unmapped) as given (word, n)
       where r.started_at > $1::timestamptz - interval '14 days'
       group by s.name, given.word
    ) as most
   group by name`;
