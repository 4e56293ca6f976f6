import type { DataSource } from 'typeorm';
import type { Alarm, Watched } from './alarm.js';

/** What the watch last saw. */
export interface Watch extends Watched {
  alarmSince: Date | null;
  alarm: Alarm | null;
}

/** The row of the watch; null: nobody has ever looked. */
export async function readWatch(db: DataSource): Promise<Watch | null> {
  const [row] = await db.query<Watch[]>(
    `select watched_since as "watchedSince", watched_at as "watchedAt", alarm_since as "alarmSince", alarm
     from mail_watch`,
  );
  return row ?? null;
}

/** Notes that somebody looks at `now`; after a break of two minutes the watch begins anew. */
export async function noteWatch(db: DataSource, now: Date): Promise<Watched> {
  const [row] = await db.query<Watched[]>(
    `insert into mail_watch as w (name, watched_since, watched_at) values ('outbox', $1, $1)
     on conflict (name) do update set watched_at = $1,
       watched_since = case when w.watched_at between $1::timestamptz - interval '2 minutes' and $1::timestamptz
         then w.watched_since else $1 end
     returning watched_since as "watchedSince", watched_at as "watchedAt"`,
    [now],
  );
  return row ?? { watchedSince: now, watchedAt: now };
}

/** Raises, keeps or ends the alarm; true where it was not the same before, so that it is told once. */
export async function changeAlarm(db: DataSource, alarm: Alarm | null, now: Date): Promise<boolean> {
  const [, changed] = await db.query<[unknown, number]>(
    `update mail_watch set alarm = $1,
       alarm_since = case when $1::text is null then null else coalesce(alarm_since, $2::timestamptz) end
     where alarm is distinct from $1`,
    [alarm, now],
  );
  return changed === 1;
}
