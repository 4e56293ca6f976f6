import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureTicks, finishTick, renewTick, takeTick } from '../../src/store/tick.sql.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

describe('the schema', () => {
  test('the entities say what the migrations made', async () => {
    const { upQueries } = await db.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  test('no foreign key joins searches with subscribers, so that either family can be distributed', async () => {
    const keys = await db.query<{ child: string; parent: string }>(
      `select conrelid::regclass::text as child, confrelid::regclass::text as parent
         from pg_constraint where contype = 'f'`,
    );
    const searches = ['search', 'match', 'match_progress', 'market_figure'];
    const crossing = keys.filter(
      ({ child, parent }) => searches.includes(child) !== searches.includes(parent),
    );
    expect(crossing).toEqual([]);
  });

  test('every key of the subscribers’ family begins with the subscriber', async () => {
    const family = [
      'consent',
      'saved_search',
      'token',
      'schedule',
      'digest',
      'digest_item',
      'hidden_vacancy',
      'letter',
      'letter_body',
      'letter_event',
    ];
    const keys = await db.query<{ name: string; first: string }>(
      `select c.conname as name, a.attname as first
         from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype in ('p', 'u') and c.conrelid::regclass::text = any($1)`,
      [family],
    );
    expect(keys.length).toBeGreaterThanOrEqual(family.length);
    expect(keys.filter(({ first }) => first !== 'subscriber_id')).toEqual([]);
  });
});

describe('ticks', () => {
  const now = new Date('2026-11-24T09:00:00Z');
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const claim = (name: string, owner: string, at: Date) =>
    takeTick(db.dataSource, { name, owner, now: at, leaseUntil: new Date(at.getTime() + 60_000) });

  test('of many who hear the bell one answers', async () => {
    await ensureTicks(db.dataSource, ['ring'], now);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => claim('ring', `worker ${i}`, now)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  test('a tick that was answered is due again only at its time', async () => {
    await ensureTicks(db.dataSource, ['steady'], now);
    expect(await claim('steady', 'a', now)).toBe(true);
    await finishTick(db.dataSource, { name: 'steady', owner: 'a', nextAt: later(30) });
    expect(await claim('steady', 'b', later(29))).toBe(false);
    expect(await claim('steady', 'b', later(30))).toBe(true);
  });

  test('when its holder dies the tick is answered after the lease, and the late holder changes nothing', async () => {
    await ensureTicks(db.dataSource, ['lost'], now);
    expect(await claim('lost', 'dead', now)).toBe(true);
    expect(await claim('lost', 'next', later(59))).toBe(false);
    expect(await claim('lost', 'next', later(60))).toBe(true);
    expect(await renewTick(db.dataSource, { name: 'lost', owner: 'dead', leaseUntil: later(600) })).toBe(
      false,
    );
    await finishTick(db.dataSource, { name: 'lost', owner: 'dead', nextAt: later(61) });
    expect(await claim('lost', 'third', later(100))).toBe(false);
  });
});
