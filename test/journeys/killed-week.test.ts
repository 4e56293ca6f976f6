import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { subscribePeople } from './people.js';
import { openStage, type Stage } from './play.js';

const CLI = fileURLToPath(new URL('../../bin/vestnik.mjs', import.meta.url));
const MINUTE = 60_000;
const KILLS = 10;
const DAYS = [1, 2, 3, 4, 5, 6, 7];

/** `vestnik run --now` in a process of its own, as an operator would run it; killed after `killAfter` ms. Answers whether it was killed. */
function runCommand(stage: Stage, now: Date, killAfter: number): Promise<boolean> {
  const child = spawn(process.execPath, [CLI, 'run', '--now', now.toISOString()], {
    cwd: stage.folder,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: stage.db.url,
      SMTP_URL: stage.relay.url,
      DATA_DIR: stage.folder,
      SECRET_KEY: 'a secret of this journey, 32 characters',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfter);
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(`vestnik run ended with ${code}: ${Buffer.concat(said)}`));
    });
  });
}

/**
 * A week with a run at two instants a day. `kill` says after how many milliseconds the next of them, in a process of its
 * own, is killed, or nothing; another run follows twelve minutes after each that was to be killed, when every lease has
 * passed.
 */
async function playWeek(stage: Stage, kill: () => number | undefined): Promise<number> {
  await stage.run(new Date(Date.UTC(2026, 10, 30, 12)));
  await subscribePeople(stage.db.dataSource, 25, new Date(Date.UTC(2026, 10, 30, 12, 5)));
  let kills = 0;
  for (const day of DAYS) {
    // At 23:01 UTC it is nine in Vladivostok, and at 07:01 past nine in the other zones.
    for (const hour of [-1, 7]) {
      const now = Date.UTC(2026, 11, day, hour, 1);
      const killAfter = kill();
      if (killAfter === undefined) {
        await stage.run(new Date(now));
        continue;
      }
      if (await runCommand(stage, new Date(now), killAfter)) kills++;
      await stage.run(new Date(now + 12 * MINUTE));
    }
  }
  return kills;
}

/** Who was told of what by the end: the source's own ids, for the two databases number their rows differently. */
async function endResult(stage: Stage): Promise<string[]> {
  const rows = await stage.db.query<{ told: string }>(
    `select distinct a.email || ' ' || v.external_id as told
       from digest_item i join address a using (subscriber_id)
       join vacancy t on t.id = i.vacancy_id join vacancy v on v.id = (select min(c.id) from vacancy c where c.cluster_id = t.cluster_id)
      where i.digest_id is not null order by 1`,
  );
  return rows.map(({ told }) => told);
}

test('ten kills −9 in a week change nothing of what people are told, and every duplicate is flagged', async () => {
  const [calm, rough] = [await openStage(), await openStage()];
  try {
    let asked = 0;
    // From the first statement to the last letter: 300 to 2,100 ms after the start, by golden-ratio steps.
    const kill = () => (asked++ < KILLS ? 300 + ((asked * 0.618) % 1) * 1800 : undefined);
    await playWeek(calm, () => undefined);
    const kills = await playWeek(rough, kill);
    // Some are over before their end comes; most are not.
    expect(kills).toBeGreaterThanOrEqual(KILLS / 2);
    expect(await endResult(rough)).toEqual(await endResult(calm));
    expect(await rough.db.query(`select from letter where state <> 'sent'`)).toEqual([]);
    const doubted = await rough.db.query<{ key: string }>(
      `select subscriber_id || ' ' || message_key as key from letter where doubt > 0`,
    );
    expect((await duplicates(rough)).length).toBeLessThanOrEqual(doubted.length);
    expect(await duplicates(calm)).toEqual([]);
  } finally {
    await calm.close();
    await rough.close();
  }
}, 240_000);

async function duplicates(stage: Stage): Promise<string[]> {
  const ids = await Promise.all(stage.relay.mails.map(async (mail) => (await mail.parsed()).messageId ?? ''));
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}
