import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { publishAll, publishBatch } from '../../src/collect/publish.sql.js';
import { buildCluster, buildSource, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate vacancy cascade'));

const WRITERS = 8;
const WRITES = 40;

describe('publishing', () => {
  test('numbers what has no number yet, the oldest first and in batches', async () => {
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push((await buildVacancy(db.dataSource, { published: false })).id);
    expect(await publishBatch(db.dataSource, 2)).toBe(2);
    expect(await publishBatch(db.dataSource, 2)).toBe(2);
    expect(await publishBatch(db.dataSource, 2)).toBe(1);
    expect(await publishBatch(db.dataSource, 2)).toBe(0);
    const rows = await db.query<{ id: string }>('select id from vacancy order by seq');
    expect(rows.map(({ id }) => id)).toEqual(ids);
  });

  test('leaves a number where it is', async () => {
    const { id, seq } = await buildVacancy(db.dataSource);
    expect(await publishAll(db.dataSource)).toBe(0);
    expect(await db.query('select id, seq from vacancy')).toEqual([{ id, seq }]);
  });

  test('does not wait for a vacancy that a writer holds, and numbers it the next time', async () => {
    const [held, free] = [await unpublished(), await unpublished()];
    const writer = db.dataSource.createQueryRunner();
    await writer.startTransaction();
    await writer.query('update vacancy set body = $2 where id = $1', [held, 'being edited']);
    expect(await publishAll(db.dataSource)).toBe(1);
    await writer.commitTransaction();
    await writer.release();
    expect(await publishAll(db.dataSource)).toBe(1);
    const rows = await db.query<{ id: string }>('select id from vacancy order by seq');
    expect(rows.map(({ id }) => id)).toEqual([free, held]);
  });

  test('with 8 writers, rollbacks and 2 publishers, a reader who goes by number misses none and meets none twice', async () => {
    const race = await prepareRace();
    const kept = (await Promise.all(Array.from({ length: WRITERS }, (_, i) => race.write(i)))).flat();
    race.writersAreDone();
    const met = await race.ends();
    expect(kept.length).toBeGreaterThan((WRITERS * WRITES) / 2);
    expect(kept.length).toBeLessThan(WRITERS * WRITES);
    expect(met.length).toBe(new Set(met).size);
    expect(met.toSorted()).toEqual(kept.toSorted());
  });
});

const unpublished = async () => (await buildVacancy(db.dataSource, { published: false })).id;

async function prepareRace() {
  const [sourceId, clusterId] = [await buildSource(db.dataSource), await buildCluster(db.dataSource)];
  let writing = true;
  const publish = async (): Promise<void> => {
    while (writing) await publishBatch(db.dataSource, 7);
    await publishAll(db.dataSource, 7);
  };
  const publishers = Promise.all([publish(), publish()]);
  const reader = readByNumber(publishers);
  return {
    write: (writer: number) => writeSome({ writer, sourceId, clusterId }),
    writersAreDone: () => {
      writing = false;
    },
    ends: () => reader,
  };
}

/** Each write is a transaction of its own that takes a moment; every seventh is rolled back. Answers what was kept. */
async function writeSome(of: { writer: number; sourceId: number; clusterId: string }): Promise<string[]> {
  const kept: string[] = [];
  const runner = db.dataSource.createQueryRunner();
  for (let i = 0; i < WRITES; i++) {
    await runner.startTransaction();
    const [{ id }] = await runner.query(INSERT, [
      of.sourceId,
      of.clusterId,
      `${of.writer}-${i}`,
      new Date(0),
    ]);
    await wait((i * 7 + of.writer * 3) % 5);
    const undone = (i + of.writer) % 7 === 0;
    await (undone ? runner.rollbackTransaction() : runner.commitTransaction());
    if (!undone) kept.push(id);
  }
  await runner.release();
  return kept;
}

/** Polls (seen, …] as a matching run does, until the publishers have ended and nothing is left. */
async function readByNumber(publishers: Promise<unknown>): Promise<string[]> {
  const met: string[] = [];
  let seen = '0';
  const poll = async (): Promise<void> => {
    const rows = await db.query<{ id: string; seq: string }>(
      'select id, seq from vacancy where seq > $1 order by seq',
      [seen],
    );
    met.push(...rows.map(({ id }) => id));
    seen = rows.at(-1)?.seq ?? seen;
  };
  let ended = false;
  const end = publishers.then(() => {
    ended = true;
  });
  while (!ended) await poll();
  await end;
  await poll();
  return met;
}

const INSERT = `
  insert into vacancy (source_id, cluster_id, external_id, title, first_seen_at, last_seen_at, content_hash, document, analyser)
  values ($1, $2, $3, 'Курьер', $4, $4, '', '', 'v1') returning id`;
