import type { DataSource } from 'typeorm';
import { about, type Finding } from './finding.js';

const say = about('database');
const clockSays = about('clock');
// A handoff lease is 11 minutes, a claim one: half a minute apart eats into it.
const APART_MS = 5000;

/** Version, schema, and how far the database's clock is from ours. */
export async function checkDatabase(db: DataSource): Promise<Finding[]> {
  const asked = Date.now();
  const [row] = await db.query<{ version: string; now: Date }[]>(
    "select current_setting('server_version') as version, clock_timestamp() as now",
  );
  const answered = Date.now();
  const missing = await missingMigrations(db);
  return [
    missing === 0
      ? say('ok', `Postgres ${row!.version}, its schema up to date.`)
      : say(
          'todo',
          `Postgres ${row!.version}, ${missing} migrations behind: the next start runs them, or npx vestnik migrate.`,
        ),
    compareClocks(row!.now.getTime(), { asked, answered }),
  ];
}

/** What passed between question and answer is nobody's fault. */
function compareClocks(there: number, { asked, answered }: { asked: number; answered: number }): Finding {
  const apart = Math.max(0, asked - there, there - answered);
  if (apart <= APART_MS)
    return clockSays(
      'ok',
      `This machine and the database agree within ${Math.ceil((apart + answered - asked) / 2)} ms.`,
    );
  return clockSays(
    'broken',
    `This machine and the database are ${Math.round(apart / 1000)} seconds apart: letters may go at a wrong hour and ` +
      'leases end early. Set both by NTP.',
  );
}

async function missingMigrations(db: DataSource): Promise<number> {
  const [{ known } = { known: false }] = await db.query<{ known: boolean }[]>(
    "select to_regclass('migration') is not null as known",
  );
  const done = known ? await db.query<{ name: string }[]>('select name from migration') : [];
  const names = new Set(done.map(({ name }) => name));
  return db.migrations.filter((each) => !names.has(each.name ?? each.constructor.name)).length;
}
