import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { benchMatch } from '../../../src/bench/match/bench-match.js';
import { demoMaterial, type Material } from '../../../src/bench/match/material.js';
import { type MatchOptions, readMatchOptions } from '../../../src/bench/match/options.js';
import { runOursApart } from '../../../src/bench/match/ours-apart.js';
import { PEERS } from '../../../src/bench/match/peers.js';
import { reportLines } from '../../../src/bench/measure.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

// A database is made, filled and dropped each time.
jest.setTimeout(60_000);

let database: TestDatabase;
let material: Material;
const TINY: MatchOptions = { ...readMatchOptions({}), docs: [300], searches: [200], saved: 400 };

beforeAll(async () => {
  database = await testDatabase();
  material = await demoMaterial(new Date('2026-11-24T06:00:00Z'));
});
afterAll(() => database.close());

const bench = (options: Partial<MatchOptions>, match = runOursApart) =>
  benchMatch({ db: database.dataSource }, { ...TINY, ...options }, { material, match });

test('all peers find what ours finds, over all pairs, and the report says what each is charged with', async () => {
  const report = await bench({ window: 100 });
  expect(report.ours).toMatchObject({ docs: 300, searches: 200, saved: 400, disagreements: 0 });
  expect(report.ours.matched).toBeGreaterThan(20);
  expect(Object.keys(report.peers)).toEqual(Object.keys(PEERS));
  for (const peer of Object.values(report.peers)) {
    expect(peer).toMatchObject({ disagreements: 0, charged: expect.any(String) });
  }
  for (const name of ['sql per search', 'sql join', 'percolator']) {
    expect(report.peers[name]).toMatchObject({ pairsCompared: 200 * 300 });
  }
  expect(report.ratios).toHaveProperty(['percolator (match alone)']);
  expect(reportLines(report)).toContain('disagreements 0');
});

const FAULTS = {
  'a total is wrong': 'update match set total = total + 1',
  'a vacancy is another': 'update match set vacancy_ids[1] = 7',
  'the newest does not come first': 'update match set vacancy_ids = vacancy_ids[2:] || vacancy_ids[1]',
  'nothing was found': 'delete from match',
};

test('faults of a matcher are counted, and the searches named', async () => {
  const faulty: Record<string, string> = {};
  const broken: typeof runOursApart = async (db, options) => {
    const run = await runOursApart(db, options);
    const some = 'select search_id as id from match where total between 2 and 50 order by 1 limit 4';
    for (const [i, { id }] of (await db.query(some)).entries()) {
      const [what, sql] = Object.entries(FAULTS)[i]!;
      faulty[what] = id;
      await db.query(`${sql} where search_id = $1`, [id]);
    }
    return run;
  };
  const report = await bench({ peers: ['sql per search', 'sql join', 'percolator'] }, broken);
  const differing = (name: string) => String(report.peers[name]!.differing).split(' ').sort();
  const all = Object.values(faulty).sort();
  expect(all).toHaveLength(4);
  expect(differing('sql per search')).toEqual(all);
  expect(differing('sql join')).toEqual(all);
  // Sums know no order.
  expect(differing('percolator')).toEqual(
    all.filter((id) => id !== faulty['the newest does not come first']),
  );
  expect(report.ours.disagreements).toBeGreaterThanOrEqual(4 + 4 + 3);
});

test('several sizes give a report each and say what twice as much costs', async () => {
  const report = await bench({ docs: [150, 300], searches: [100, 200], peers: ['sql join'] });
  expect(report.sizes!.map(({ ours }) => [ours.docs, ours.searches, ours.disagreements])).toEqual([
    [150, 100, 0],
    [150, 200, 0],
    [300, 100, 0],
    [300, 200, 0],
  ]);
  expect(Object.keys(report.growth!)).toEqual(
    expect.arrayContaining([
      'twice the docs (150 to 300 × 100), matchCpu',
      'twice the searches (100 to 200 × 300), cpuSeconds',
    ]),
  );
});
