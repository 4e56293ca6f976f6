import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { KeepStep } from '../../src/keep/keep.step.js';
import { RETENTIONS } from '../../src/keep/retentions.js';
import { ensureDay } from '../../src/store/day-partitions.js';
import { draft, queue, silent } from '../deliver/support.js';
import { empty } from '../subscribe/support.js';
import { buildSavedSearch, buildSource, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
beforeEach(async () => {
  await empty(db);
  await db.query(
    'truncate source, vacancy, cluster, sim_band, market_figure, match_progress, match, lane_hour cascade',
  );
});

const keep = (now = NOW) => new KeepStep(db, silent).run(now);
const count = async (what: string): Promise<number> =>
  (await db.query(`select count(*)::int as n from ${what}`))[0].n;

describe('what was kept long enough goes, and nothing younger:', () => {
  test('letters with their events, unless something may still happen to them', async () => {
    for (const [days, state] of [
      [91, 'failed'],
      [89, 'failed'],
      [91, 'ready'],
    ] as const) {
      const letter = draft({ subject: `${days} ${state}` });
      await queue(db, [letter], daysAgo(days));
      await db.query('update letter set state = $2 where id = $1', [letter.id, state]);
    }
    await keep();
    expect(await count(`letter where created_at < '2026-08-26'`)).toBe(1);
    expect(await count('letter')).toBe(2);
    expect(await count('letter_event')).toBe(2);
  });

  test('days of bodies, returned mails and matches; tomorrow’s are there', async () => {
    for (const table of ['letter_body', 'returned_mail', 'match'] as const) {
      for (const days of [7, 8, 40, 41]) {
        const day = daysAgo(days).toISOString().slice(0, 10);
        await db.transaction((tx) => ensureDay(tx, table, day));
      }
    }
    await keep();
    const rows: { name: string }[] = await db.query(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where c.relkind = 'r' order by 1`,
    );
    const kept = rows.map(({ name }) => name);
    const ahead = ['20261124', '20261125'];
    const days = (table: string, given: string[]) => [...given, ...ahead].map((day) => `${table}_${day}`);
    expect(kept).toEqual([
      ...days('letter_body', ['20261117']),
      ...days('match', ['20261015', '20261116', '20261117']),
      ...days('returned_mail', ['20261117']),
    ]);
  });

  test('what came back and was acted on, and suppressions that have ended', async () => {
    const returned = `insert into bounce_event (source, event_id, kind, received_at, applied_at) values ('box', $1, 'soft', $2, $3)`;
    await db.query(returned, ['old', daysAgo(91), daysAgo(91)]);
    await db.query(returned, ['waiting', daysAgo(91), null]);
    await db.query(returned, ['young', daysAgo(89), daysAgo(89)]);
    const suppressed = `insert into suppression (address_hash, scope, reason, created_at, expires_at) values ($1, 'all', 'asleep', $2, $3)`;
    await db.query(suppressed, [Buffer.from('ended'), daysAgo(40), daysAgo(1)]);
    await db.query(suppressed, [Buffer.from('lasts'), daysAgo(40), daysAgo(-1)]);
    await db.query(suppressed, [Buffer.from('for good'), daysAgo(400), null]);
    await keep();
    expect(await db.query('select event_id from bounce_event order by 1')).toEqual([
      { event_id: 'waiting' },
      { event_id: 'young' },
    ]);
    expect(await count('suppression')).toBe(2);
  });

  test('the hours of lanes', async () => {
    const hour = 'insert into lane_hour (lane, hour) values ($1, $2)';
    await db.query(hour, ['default', daysAgo(91)]);
    await db.query(hour, ['default', daysAgo(89)]);
    await keep();
    expect(await count('lane_hour')).toBe(1);
  });

  test('searches that nobody follows or has saved, with what was found for them', async () => {
    const followed = await buildSavedSearch(db, { query: 'повар' });
    const ended = await buildSavedSearch(db, { query: 'пекарь' });
    await db.query(`update saved_search set ended_at = now(), ended_reason = 'left' where id = $1`, [
      ended.savedSearchId,
    ]);
    const nobody = await buildSavedSearch(db, { query: 'кок' });
    await db.query('delete from saved_search where id = $1', [nobody.savedSearchId]);
    await db.query('update search set followers = 0 where id = any($1)', [[ended.searchId, nobody.searchId]]);
    for (const { searchId } of [followed, ended, nobody]) {
      await db.query(
        `insert into market_figure (search_id, as_of, total, with_pay) values ($1, '2026-11-24', 1, 0)`,
        [searchId],
      );
    }
    await keep();
    const left = [followed.searchId, ended.searchId].sort();
    expect((await db.query('select id from search')).map(({ id }: { id: string }) => id).sort()).toEqual(
      left,
    );
    expect(await count('market_figure')).toBe(2);
  });

  test('runs of a source beyond the last fifty, and what was rejected', async () => {
    const source = await buildSource(db);
    await db.query(
      `insert into source_run (source_id, started_at) select $1, $2::timestamptz - make_interval(days => n)
         from generate_series(1, 160) n`,
      [source, NOW],
    );
    const rare = await buildSource(db);
    await db.query('insert into source_run (source_id, started_at) values ($1, $2)', [rare, daysAgo(200)]);
    await db.query(
      `insert into rejected_posting (run_id, position, reason, detail, raw, rejected_at)
       select max(id), '1', 'r', 'd', '{}', at from source_run, unnest($1::timestamptz[]) at group by at`,
      [[daysAgo(13), daysAgo(15)]],
    );
    await keep();
    expect(await count(`source_run where source_id = ${source}`)).toBe(90);
    expect(await count(`source_run where source_id = ${rare}`)).toBe(1);
    expect(await count('rejected_posting')).toBe(1);
  });

  test('vacancies beyond the year of figures that closed two months ago, their keys and empty clusters', async () => {
    const old = { firstSeenAt: daysAgo(400), closedAt: daysAgo(61) };
    const alone = await buildVacancy(db, old);
    const copied = await buildVacancy(db, old);
    await buildVacancy(db, { clusterId: copied.clusterId });
    for (const kept of [{ closedAt: daysAgo(59) }, { closedAt: null }, { firstSeenAt: daysAgo(360) }]) {
      await buildVacancy(db, { ...old, ...kept });
    }
    await db.query(
      `update vacancy set text_key = id, simhash = id, url = 'https://jobs.example/' || (100000 + id)`,
    );
    await bands();
    const before = await count('sim_band');
    await keep();
    expect(await count('vacancy')).toBe(4);
    expect(await count(`cluster where id = ${alone.clusterId}`)).toBe(0);
    expect(await count(`cluster where id = ${copied.clusterId}`)).toBe(1);
    expect(await count('sim_band')).toBe((before / 6) * 4);
    expect(
      await count('sim_band b where not exists (select from vacancy v where v.text_key = b.text_key)'),
    ).toBe(0);
  });
});

/** Gives every vacancy the keys that copies are found by, as collect does. */
async function bands(): Promise<void> {
  const { noteTexts } = await import('../../src/collect/clusters/clusters.sql.js');
  const { linkKey } = await import('../../src/collect/clusters/keys.js');
  const { fromInt8 } = await import('../../src/language/simhash.js');
  const rows: { id: string; title: string; url: string }[] = await db.query(
    'select id, title, url from vacancy',
  );
  const keys = rows.map(({ id, title, url }) => ({
    title,
    textKey: id,
    simhash: fromInt8(id),
    linkKey: linkKey(url),
  }));
  await db.transaction((tx) => noteTexts(tx, keys));
}

test('a table that cannot be swept does not keep the others', async () => {
  await queue(db, [draft()], daysAgo(91));
  await db.query(`update letter set state = 'failed'`);
  await db.query('alter table token rename to token_away');
  try {
    await expect(keep()).rejects.toThrow(/token/);
  } finally {
    await db.query('alter table token_away rename to token');
  }
  expect(await count('letter')).toBe(0);
});

test('more than a batch goes batch by batch', async () => {
  await db.query(
    `insert into rate_limit (key, window_start, hits) select n::text, $1, 1 from generate_series(1, 2500) n`,
    [daysAgo(40)],
  );
  expect(await keep()).toEqual({ swept: 2500 });
});

test('docs/operating.md says of each table how long it is kept', async () => {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(new URL('../../docs/operating.md', import.meta.url), 'utf8');
  for (const { table, days } of RETENTIONS) {
    const [, said] = new RegExp(`^\\| \`${table}\`[^|]*\\| (\\d+) d`, 'm').exec(text) ?? [];
    expect([table, said]).toEqual([table, String(days)]);
  }
});
