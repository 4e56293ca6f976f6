import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { CollectStep } from '../../src/collect/collect.step.js';
import { reanalyse } from '../../src/collect/reanalyse.js';
import { createLog, type Log } from '../../src/kit/log.js';
import { ANALYSER_VERSION } from '../../src/language/document.js';
import { buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { day, posting, take } from './support.js';

const silent = createLog('silent');

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());
afterEach(() => db.query('truncate source, cluster, employer cascade'));

interface Stored {
  id: string;
  analyser: string;
  document: string;
  changed_in: string;
}

/** Everything that a vacancy has but what reading it anew may change. */
const REST = `select to_jsonb(v) - 'document' - 'analyser' - 'changed_in' as rest from vacancy v order by id`;
const rest = () => db.query(REST);
const stored = () =>
  db.query<Stored>('select id, analyser, document::text, changed_in from vacancy order by id');

/** As the analyser before this one left them: without the names that are written with a hyphen. */
const age = () =>
  db.query(
    `update vacancy set analyser = 'v1', document = ts_delete(document, array['backend', '=backend'])`,
  );

/** A log whose lines can be counted. */
function listened(): { log: Log; lines: unknown[] } {
  const lines: unknown[] = [];
  return { lines, log: { ...silent, info: (line: unknown) => lines.push(line) } as unknown as Log };
}

const buildThree = async () => {
  await buildVacancy(db.dataSource, { title: 'Back-end developer', skills: ['Java', 'back-end'] });
  await buildVacancy(db.dataSource, { title: 'Повар', company: 'Back-end Labs', closedAt: day(2) });
  await buildVacancy(db.dataSource, { title: 'Токарь', body: 'Без опыта', published: false });
};

test('what an older analyser has read is read anew, open, closed and unpublished, and nothing else changes', async () => {
  await buildThree();
  const [before, restBefore] = [await stored(), await rest()];
  await age();
  const aged = await stored();
  const { log, lines } = listened();
  expect(await reanalyse(db.dataSource, log)).toBe(true);
  const after = await stored();
  expect(after.map(({ analyser, document }) => [analyser, document])).toEqual(
    before.map(({ document }) => [ANALYSER_VERSION, document]),
  );
  expect(await rest()).toEqual(restBefore);
  expect(lines).toEqual([{ vacancies: 3, analyser: ANALYSER_VERSION }]);
  // Indexes hear of what reads otherwise, and of nothing more.
  expect(after.map(({ changed_in }, i) => changed_in !== aged[i]!.changed_in)).toEqual([true, true, false]);
});

test('twice is nothing, and no line in the log', async () => {
  await buildThree();
  await age();
  await reanalyse(db.dataSource, silent);
  const before = await stored();
  const { log, lines } = listened();
  expect(await reanalyse(db.dataSource, log)).toBe(true);
  expect(await stored()).toEqual(before);
  expect(lines).toEqual([]);
});

test('it goes on where it was ended, over more than one batch', async () => {
  const [{ clusterId }] = [await buildVacancy(db.dataSource, { title: 'Back-end developer' })];
  await db.query(
    `insert into vacancy (source_id, external_id, title, first_seen_at, last_seen_at, content_hash, cluster_id,
                          document, analyser)
     select source_id, 'copy ' || n, title, first_seen_at, last_seen_at, content_hash, $1, document, analyser
       from vacancy, generate_series(1, 1100) as n`,
    [clusterId],
  );
  await age();
  await db.query(
    `update vacancy set analyser = $1 where id in (select id from vacancy order by id limit 400)`,
    [ANALYSER_VERSION],
  );
  const { log, lines } = listened();
  expect(await reanalyse(db.dataSource, log)).toBe(true);
  expect(lines).toEqual([{ vacancies: 701, analyser: ANALYSER_VERSION }]);
  expect((await stored()).every(({ analyser }) => analyser === ANALYSER_VERSION)).toBe(true);
});

test('what an importer holds is left for the next run and waited for by nobody', async () => {
  await buildThree();
  await age();
  const [{ id }] = (await stored()) as [Stored];
  const importer = db.dataSource.createQueryRunner();
  await importer.startTransaction();
  await importer.query('update vacancy set last_seen_at = last_seen_at where id = $1', [id]);
  expect(await reanalyse(db.dataSource, silent)).toBe(false);
  await importer.commitTransaction();
  await importer.release();
  expect((await stored()).filter(({ analyser }) => analyser === 'v1').map((row) => row.id)).toEqual([id]);
  expect(await reanalyse(db.dataSource, silent)).toBe(true);
});

test('collect does it before it asks a source, and a posting that says the same stays unchanged', async () => {
  await take(db.dataSource, [posting('1', { title: 'Back-end developer' })], { now: day(1) });
  const [before] = await stored();
  await age();
  const reach = { publicUrl: 'https://vestnik.example.org' };
  const step = new CollectStep({ db: db.dataSource, log: silent, sources: [], demo: false, reach });
  await step.run(day(2));
  expect(await stored()).toMatchObject([{ analyser: ANALYSER_VERSION, document: before!.document }]);
  const again = await take(db.dataSource, [posting('1', { title: 'Back-end developer' })], { now: day(3) });
  expect(again).toMatchObject({ unchanged: 1, changed: 0 });
});
