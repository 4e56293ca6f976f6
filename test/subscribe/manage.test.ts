import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { enqueue } from '../../src/deliver/enqueue.js';
import {
  changeSearch,
  changeSettings,
  type Done,
  endSearch,
  pauseAll,
  pauseSearch,
} from '../../src/subscribe/manage.js';
import { readOverview } from '../../src/subscribe/overview.js';
import { EVERY_DAY } from '../../src/subscribe/settings.js';
import { undo } from '../../src/subscribe/undo.js';
import { draft, queue } from '../deliver/support.js';
import { buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { ask, empty, later, meanwhile, NOW, subscribed, untilWaiting, wrongFollowers } from './support.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
beforeEach(() => empty(db));

const done = (result: { kind: string }): Done => {
  expect(result).toMatchObject({ kind: 'done' });
  return result as Done;
};
const rows = () => db.query('select * from saved_search order by created_at, id');
const person = async () => (await db.query('select * from subscriber'))[0];
const SETTINGS = { language: 'ru', zone: 'Europe/Moscow', sendAt: '09:00', days: EVERY_DAY } as const;

describe('the overview', () => {
  test('shows what is confirmed, and nothing of a person who is not active', async () => {
    const { subscriberId } = await subscribed(db);
    await ask(db, { query: 'бухгалтер' });
    expect((await readOverview(db, subscriberId))?.searches).toHaveLength(1);
    const pending = await ask(db, { email: 'pending@example.org' });
    expect(await readOverview(db, pending.subscriberId)).toBeNull();
    expect(await readOverview(db, '999')).toBeNull();
  });
});

describe('changing a search', () => {
  const change = { query: 'бухгалтер', filters: { payFrom: 90_000 }, places: [], name: '' };

  test('moves its follower, and the new interest begins now', async () => {
    const { subscriberId, savedSearchId: id } = await subscribed(db);
    const { seq } = await buildVacancy(db);
    done(await changeSearch(db, { subscriberId, id, change, language: 'ru' }, later(1)));
    expect(await rows()).toMatchObject([
      { id, name: 'бухгалтер', since_seq: seq, filters: { payFrom: 90_000 } },
    ]);
    expect(await db.query('select query, followers from search order by followers')).toEqual([
      { query: 'аналитик данных', followers: 0 },
      { query: 'бухгалтер', followers: 1 },
    ]);
  });

  test('by name alone keeps where the interest began', async () => {
    const { subscriberId, savedSearchId: id } = await subscribed(db);
    const [before] = await rows();
    await buildVacancy(db);
    const renamed = { query: ' Аналитик  данных ', filters: {}, places: [], name: '\u202eМоя\nработа ' };
    done(await changeSearch(db, { subscriberId, id, change: renamed, language: 'ru' }, later(1)));
    expect(await rows()).toMatchObject([{ name: 'Моя работа', since_seq: before.since_seq }]);
  });

  test('is refused where it cannot be an alert, and where they have the same one', async () => {
    const { subscriberId, savedSearchId: id } = await subscribed(db);
    await subscribed(db, { query: 'бухгалтер', filters: { payFrom: 90_000 }, name: 'Для мамы' });
    const refusedBy = async (given: object) => {
      const refused = await changeSearch(
        db,
        { subscriberId, id, change: { ...change, ...given }, language: 'ru' },
        later(1),
      );
      return refused.kind === 'refused'
        ? refused.problems.map(({ sentence }) => sentence).join()
        : refused.kind;
    };
    expect(await refusedBy({ query: '' })).toContain('Запрос пуст');
    expect(await refusedBy({ name: 'я'.repeat(201) })).toContain('не больше 200');
    expect(await refusedBy({})).toContain('«Для мамы»');
    expect(await wrongFollowers(db)).toEqual([]);
  });

  test('of somebody else, or one that is pending or ended, is missing', async () => {
    const { savedSearchId } = await subscribed(db);
    const other = await subscribed(db, { email: 'boris@example.org' });
    const pending = await ask(db, { query: 'повар' });
    for (const [subscriberId, id] of [
      [other.subscriberId, savedSearchId],
      [pending.subscriberId, pending.savedSearchId],
      [other.subscriberId, 'not-an-id'],
    ] as const) {
      expect(await pauseSearch(db, { subscriberId, id, paused: true }, NOW)).toEqual({ kind: 'missing' });
      expect(await endSearch(db, { subscriberId, id, reason: 'deleted' }, NOW)).toEqual({ kind: 'missing' });
      expect(await changeSearch(db, { subscriberId, id, change, language: 'ru' }, NOW)).toEqual({
        kind: 'missing',
      });
    }
  });
});

describe('ending a search', () => {
  const states = async () =>
    (await db.query('select state from letter')).map(({ state }: { state: string }) => state);
  const queueDigest = (subscriberId: string) => queue(db, [draft({ subscriberId })], NOW);

  test('cancels the digest that waits when it was the last, or the others are paused', async () => {
    const { subscriberId, savedSearchId: first } = await subscribed(db);
    const { savedSearchId: second } = await subscribed(db, { query: 'бухгалтер' });
    const { savedSearchId: third } = await subscribed(db, { query: 'повар' });
    await ask(db, { query: 'слесарь' });
    await db.query('delete from letter');
    await queueDigest(subscriberId);
    done(await endSearch(db, { subscriberId, id: first, reason: 'deleted' }, NOW));
    expect(await states()).toEqual(['ready']);
    done(await pauseSearch(db, { subscriberId, id: second, paused: true }, NOW));
    done(await endSearch(db, { subscriberId, id: third, reason: 'deleted' }, NOW));
    expect(await states()).toEqual(['cancelled']);
  });

  test('finds the digest that is composed at this very moment', async () => {
    const { subscriberId, savedSearchId: id } = await subscribed(db);
    const composer = db.createQueryRunner();
    await composer.startTransaction();
    await composer.query('select from subscriber where id = $1 for share', [subscriberId]);
    const ending = endSearch(db, { subscriberId, id, reason: 'deleted' }, NOW);
    await untilWaiting(db);
    await enqueue(composer.manager, [draft({ subscriberId })], NOW);
    await composer.commitTransaction();
    await composer.release();
    done(await ending);
    expect(await states()).toEqual(['cancelled']);
  });
});

describe('settings', () => {
  test('move changed_at with hour, days, zone and pause, not with the language', async () => {
    const { subscriberId } = await subscribed(db);
    const changes = [
      { ...SETTINGS, sendAt: '18:30' },
      { ...SETTINGS, sendAt: '18:30', days: [1, 3] },
      { ...SETTINGS, sendAt: '18:30', days: [1, 3], zone: 'Asia/Omsk' },
    ];
    for (const [at, settings] of changes.entries()) {
      done(await changeSettings(db, { subscriberId, settings, language: 'ru' }, later(at + 1)));
      expect((await person()).changed_at).toEqual(later(at + 1));
    }
    const english = { ...changes[2]!, language: 'en' as const };
    done(await changeSettings(db, { subscriberId, settings: english, language: 'ru' }, later(9)));
    expect(await person()).toMatchObject({ changed_at: later(3), language: 'en' });
    done(await pauseAll(db, { subscriberId, until: later(200) }, later(10)));
    expect(await person()).toMatchObject({ changed_at: later(10), paused_until: later(200) });
  });

  test('that cannot be are refused, each with its sentence', async () => {
    const { subscriberId } = await subscribed(db);
    const settings = { language: 'xx' as 'ru', zone: 'UTC+3', sendAt: '9:00', days: [0, 8] };
    const refused = await changeSettings(db, { subscriberId, settings, language: 'en' }, NOW);
    expect(refused).toMatchObject({ kind: 'refused' });
    if (refused.kind === 'refused') {
      expect(refused.problems.map(({ field }) => field)).toEqual(['at', 'days', 'zone', 'language']);
    }
  });
});

describe('undo', () => {
  const acts: Record<string, (of: { subscriberId: string; id: string }) => Promise<{ kind: string }>> = {
    rename: ({ subscriberId, id }) =>
      changeSearch(
        db,
        {
          subscriberId,
          id,
          language: 'ru',
          change: { query: 'аналитик данных', filters: {}, places: [], name: 'Другое' },
        },
        later(1),
      ),
    edit: ({ subscriberId, id }) =>
      changeSearch(
        db,
        { subscriberId, id, language: 'ru', change: { query: 'повар', filters: {}, places: [], name: '' } },
        later(1),
      ),
    pause: (of) => pauseSearch(db, { ...of, paused: true }, later(1)),
    delete: (of) => endSearch(db, { ...of, reason: 'deleted' }, later(1)),
    settings: ({ subscriberId }) =>
      changeSettings(
        db,
        {
          subscriberId,
          settings: { ...SETTINGS, language: 'en', sendAt: '20:00', days: [5] },
          language: 'ru',
        },
        later(1),
      ),
    'pause of all': ({ subscriberId }) => pauseAll(db, { subscriberId, until: later(300) }, later(1)),
  };

  test.each(Object.keys(acts))('of a %s brings back exactly what was', async (name) => {
    await buildVacancy(db);
    const { subscriberId, savedSearchId: id } = await subscribed(db, { filters: { excludeWords: 'стажёр' } });
    const [before, was] = [await rows(), await person()];
    const { undo: token } = done(await acts[name]!({ subscriberId, id }));
    await buildVacancy(db);
    expect([await rows(), await person()]).not.toEqual([before, was]);
    expect(await undo(db, token, later(2))).toEqual({ kind: 'undone', subscriberId });
    expect(await rows()).toEqual(before);
    expect(await person()).toEqual({ ...was, changed_at: expect.any(Date) });
    expect(await wrongFollowers(db)).toEqual([]);
  });

  test('works once, within a day, and for the last change alone', async () => {
    const { subscriberId, savedSearchId: id } = await subscribed(db);
    const first = done(await pauseSearch(db, { subscriberId, id, paused: true }, NOW));
    const second = done(await endSearch(db, { subscriberId, id, reason: 'deleted' }, later(1)));
    expect(await undo(db, first.undo, later(2))).toEqual({ kind: 'expired' });
    expect(await undo(db, second.undo, later(25))).toEqual({ kind: 'expired' });
    expect(await undo(db, second.undo, later(24))).toMatchObject({ kind: 'undone' });
    expect(await undo(db, second.undo, later(24))).toEqual({ kind: 'used' });
    expect(await undo(db, 'nonsense', NOW)).toEqual({ kind: 'forged' });
  });

  test('waits for the shard of a search without holding the search, which others save', async () => {
    const { subscriberId, savedSearchId: id } = await subscribed(db);
    const { undo: token } = done(await endSearch(db, { subscriberId, id, reason: 'deleted' }, NOW));
    const [{ search_id: searchId }] = await rows();
    const [search] = await db.query('select shard from search where id = $1', [searchId]);
    const shard = { sql: 'select pg_advisory_xact_lock(43, $1)', values: [search.shard] };
    const undoing = await meanwhile(db, shard, async () => {
      const asked = undo(db, token, later(1));
      await untilWaiting(db);
      await db.query('select from search where id = $1 for update nowait', [searchId]);
      return { asked };
    });
    expect(await undoing.asked).toMatchObject({ kind: 'undone' });
  });

  test('of a deletion does nothing where the same search was saved anew', async () => {
    const { subscriberId, savedSearchId: id } = await subscribed(db);
    const { undo: token } = done(await endSearch(db, { subscriberId, id, reason: 'deleted' }, NOW));
    await subscribed(db, {}, later(1));
    expect(await undo(db, token, later(2))).toMatchObject({ kind: 'undone' });
    expect((await rows()).filter((row: { ended_at: Date | null }) => row.ended_at === null)).toHaveLength(1);
    expect(await wrongFollowers(db)).toEqual([]);
  });
});

test('two people who swap their searches at the same moment do not block each other', async () => {
  const people = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name, at) =>
      subscribed(db, { email: `${name}@example.org`, query: at % 2 === 0 ? 'повар' : 'бухгалтер' }),
    ),
  );
  for (let round = 0; round < 5; round++) {
    await Promise.all(
      people.map(async ({ subscriberId, savedSearchId: id }, at) => {
        const query = (at + round) % 2 === 0 ? 'бухгалтер' : 'повар';
        const change = { query, filters: {}, places: [], name: '' };
        done(await changeSearch(db, { subscriberId, id, change, language: 'ru' }, later(round + 1)));
      }),
    );
  }
  expect(await wrongFollowers(db)).toEqual([]);
});
