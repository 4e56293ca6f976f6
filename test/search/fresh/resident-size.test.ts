import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from 'pg';
import { FreshIndex } from '../../../src/search/fresh/fresh-index.js';
import { Resident } from '../../../src/search/fresh/resident.js';
import { buildVacancies } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { connect } from './support.js';
import { expectTable, idsIn } from './table.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const PLENTY = 2 ** 30;

let db: TestDatabase;
let client: Client;
beforeAll(async () => {
  db = await testDatabase();
  client = await connect(db.url);
  await db.query('drop index vacancy_document_idx'); // tens of thousands are stored in a third of the time
});
afterAll(async () => {
  await client?.end();
  await db?.close();
});
beforeEach(async () => {
  await db.query('truncate vacancy, cluster cascade');
});

/** As many copies of one vacancy, the n-th first seen so many minutes ago; the first has the greatest age. */
async function multiply(count: number): Promise<void> {
  await buildVacancies(db.dataSource, [{ title: 'Повар' }]);
  await db.query(
    `insert into vacancy (source_id, external_id, title, first_seen_at, last_seen_at, content_hash, cluster_id,
                          document, analyser, seq)
     select source_id, n, title, $2::timestamptz - ($1 - n / 10) * interval '1 minute', $2, content_hash, cluster_id,
            document, analyser, nextval('vacancy_seq')
       from vacancy, generate_series(1, $1 - 1) as n`,
    [count, NOW],
  );
}

async function start(mostBytes: number) {
  const resident = new Resident(client, mostBytes);
  await resident.build(NOW);
  const index = new FreshIndex();
  index.take(resident.update());
  const refresh = async (): Promise<number> => {
    const update = await resident.refresh(NOW);
    if (update !== null) index.take(update);
    return update?.segments.length ?? 0;
  };
  return { index, refresh };
}

describe('compaction', () => {
  test('makes one segment of many small ones, and answers stay', async () => {
    const { index, refresh } = await start(PLENTY);
    const counts: number[] = [];
    for (let n = 0; n < 12; n++) {
      await buildVacancies(db.dataSource, [{ title: 'Повар' }, { title: 'Пекарь', placeIds: [1] }]);
      if (n % 3 === 2)
        await db.query(`update vacancy set pay_month_rub = $1 where mod(id, 5) = 0`, [n * 10_000]);
      counts.push(await refresh());
      await expectTable(db, index, NOW);
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4]);
  });

  test('makes a new segment of one that is half gone', async () => {
    await multiply(9_000);
    const { index, refresh } = await start(PLENTY);
    await db.query(`update vacancy set pay_month_rub = 60000 where mod(id, 10) < 3`);
    expect(await refresh()).toBe(2);
    expect(index.size).toBe(9_000 + 2_700);
    await db.query(`update vacancy set closed_at = now(), closed_reason = 'missing' where mod(id, 10) = 4`);
    await db.query(`update vacancy set place_ids = '{1}' where mod(id, 10) = 5`);
    await refresh();
    expect(index.size).toBe(9_000);
    await expectTable(db, index, NOW);
  });
});

describe('with little memory', () => {
  test('the newest fifty thousand are read, and all that is newer than the oldest of them is there', async () => {
    await multiply(50_015);
    const { index, refresh } = await start(1);
    expect(index).toMatchObject({ complete: false, size: 50_000 });
    const [{ oldest }] = (await db.query(
      `select (extract(epoch from first_seen_at) * 1e6)::float8 as oldest
         from vacancy order by first_seen_at desc, id desc offset 49999 limit 1`,
    )) as [{ oldest: number }];
    expect(index.since).toBe(oldest);
    await expectTable(db, index, NOW);

    // Whatever comes now takes the place of the old ones.
    const [fresh] = await buildVacancies(db.dataSource, [{ title: 'Повар', firstSeenAt: NOW }]);
    await refresh();
    expect(idsIn(index, 'повар')).toEqual([fresh]);
    await expectTable(db, index, NOW);
  }, 60_000);

  test('what could be read whole is complete', async () => {
    await multiply(3);
    const { index } = await start(1);
    expect(index).toMatchObject({ complete: true, size: 3, since: null });
  });

  test('what is older than all that was kept gives way first, and what is edited then does too', async () => {
    const at = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
    const { index, refresh } = await start(80_000); // two segments of a handful
    const ids: number[] = [];
    for (const hours of [3, 2, 1]) {
      ids.push(...(await buildVacancies(db.dataSource, [{ title: 'Повар', firstSeenAt: at(hours) }])));
      await refresh();
      await expectTable(db, index, NOW);
    }
    expect(idsIn(index, 'повар')).toEqual(ids.slice(1));
    expect(index).toMatchObject({ complete: false, since: at(3).getTime() * 1000 });
    await db.query('update vacancy set pay_month_rub = 60000 where id = $1', [ids[0]]);
    await refresh();
    expect(idsIn(index, 'повар')).toEqual(ids.slice(1));
    expect(index.since).toBe(at(3).getTime() * 1000);
  });
});
