import type { DataSource } from 'typeorm';

/** What is due, who asks, and for how long nobody else may answer. */
export interface TickClaim {
  name: string;
  owner: string;
  now: Date;
  leaseUntil: Date;
}

/** Makes the row of each name that has none yet, due at once. */
export async function ensureTicks(db: DataSource, names: readonly string[], now: Date): Promise<void> {
  await db.query(
    `insert into tick (name, next_at) select name, $2 from unnest($1::text[]) as name on conflict do nothing`,
    [names, now],
  );
}

/** True for the one caller that may answer: the tick was due, and nobody holds a lease that still runs. */
export async function takeTick(
  db: DataSource,
  { name, owner, now, leaseUntil }: TickClaim,
): Promise<boolean> {
  const [rows] = await db.query(
    `update tick set owner = $2, lease_until = $4
      where name = $1 and next_at <= $3 and (lease_until is null or lease_until <= $3)
      returning name`,
    [name, owner, now, leaseUntil],
  );
  return rows.length === 1;
}

/** Gives the tick back and says when it is due next. A late holder whose lease went to another changes nothing. */
export async function finishTick(
  db: DataSource,
  { name, owner, nextAt }: { name: string; owner: string; nextAt: Date },
): Promise<void> {
  await db.query(
    `update tick set owner = null, lease_until = null, next_at = $3 where name = $1 and owner = $2`,
    [name, owner, nextAt],
  );
}

/** Keeps a long answer's lease alive; false when it was lost to another process. */
export async function renewTick(
  db: DataSource,
  { name, owner, leaseUntil }: Omit<TickClaim, 'now'>,
): Promise<boolean> {
  const [rows] = await db.query(
    `update tick set lease_until = $3 where name = $1 and owner = $2 returning name`,
    [name, owner, leaseUntil],
  );
  return rows.length === 1;
}
