import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Client } from 'pg';
import { analyse, toTsvector } from '../../../src/language/document.js';
import { FreshIndex } from '../../../src/search/fresh/fresh-index.js';
import { Resident } from '../../../src/search/fresh/resident.js';
import { buildSource } from '../../support/build.js';
import { buildVacancies } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { connect } from './support.js';
import { expectTable } from './table.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const DAY = 86_400_000;
/** As many small segments as the index lets stand. */
const MOST_SMALL = 8;

let db: TestDatabase;
let client: Client;
let late: Client;
beforeAll(async () => {
  db = await testDatabase();
  client = await connect(db.url);
  late = await connect(db.url);
  await buildSource(db.dataSource, { name: 'late' });
});
afterAll(async () => {
  await client?.end();
  await late?.end();
  await db?.close();
});

/** The index under test, its reader, and what the commands need to know of the table. */
class World {
  index = new FreshIndex();
  now = NOW;
  ids: number[] = [];
  resident: Resident;

  constructor(
    private readonly mostBytes: number,
    private readonly onShrunk: (is: boolean) => void,
  ) {
    this.resident = new Resident(client, mostBytes);
  }

  async restart(): Promise<void> {
    this.resident = new Resident(client, this.mostBytes);
    this.index = new FreshIndex();
    await this.resident.build(this.now);
    this.index.take(this.resident.update());
    await expectTable(db, this.index, this.now);
  }

  async refresh(): Promise<void> {
    const update = await this.resident.refresh(this.now);
    if (update !== null) {
      this.index.take(update);
      expect(update.segments.length).toBeLessThanOrEqual(MOST_SMALL);
    }
    this.onShrunk(this.index.since !== null);
    await expectTable(db, this.index, this.now);
  }
}

type Step = (world: World) => Promise<unknown>;

/** A command of fast-check with nothing to model: the table itself says what the index must answer. */
const command = (name: string, run: Step): fc.AsyncCommand<object, World> => ({
  check: () => true,
  run: async (_, world) => {
    await run(world);
  },
  toString: () => name,
});

const TITLES = ['Повар', 'Пекарь', 'Повар-пекарь', 'Токарь'];
const words = fc.record({
  title: fc.constantFrom(...TITLES),
  placeIds: fc.subarray([1, 2]),
  payMonthRub: fc.constantFrom(null, 40_000, 60_000),
});
const some = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 4 });
const chosen = ({ ids }: World, numbers: number[]): number[] =>
  ids.length === 0 ? [] : numbers.map((n) => ids[n % ids.length]!);

const add = fc.tuple(fc.array(words, { minLength: 1, maxLength: 5 }), fc.nat(40)).map(([given, age]) =>
  command(`add ${JSON.stringify(given)} of ${age} days`, async (world) => {
    const firstSeenAt = new Date(world.now.getTime() - age * DAY);
    world.ids.push(
      ...(await buildVacancies(
        db.dataSource,
        given.map((one) => ({ ...one, firstSeenAt })),
      )),
    );
  }),
);

const edit = fc
  .tuple(some, words)
  .map(([numbers, { title, placeIds, payMonthRub }]) =>
    command(`edit ${numbers} into ${title} ${placeIds} ${payMonthRub}`, (world) =>
      db.query(
        'update vacancy set document = $2::tsvector, place_ids = $3, pay_month_rub = $4 where id = any($1)',
        [chosen(world, numbers), documentOf(title), placeIds, payMonthRub],
      ),
    ),
  );

const statements: Record<string, string> = {
  close: `closed_at = now(), closed_reason = 'missing'`,
  reopen: 'closed_at = null, closed_reason = null',
  'take the number of': 'seq = null',
  number: `seq = nextval('vacancy_seq')`,
  'join into one cluster': 'cluster_id = (select min(cluster_id) from vacancy where id = any($1))',
  'see again': `last_seen_at = last_seen_at + interval '1 day'`,
};
const change = fc
  .tuple(fc.constantFrom(...Object.keys(statements)), some)
  .map(([name, numbers]) =>
    command(`${name} ${numbers}`, (world) =>
      db.query(`update vacancy set ${statements[name]} where id = any($1::bigint[])`, [
        chosen(world, numbers),
      ]),
    ),
  );

const pass = fc.integer({ min: 1, max: 12 }).map((days) =>
  command(`${days} days pass`, async (world) => {
    world.now = new Date(world.now.getTime() + days * DAY);
  }),
);

// Another connection stores one and takes its time to commit.
const lateOnes = fc.constantFrom(
  command('begin late', async () => {
    await late.query('begin');
    await late.query(COPY_ONE);
  }),
  command('commit late', () => late.query('commit')),
  command('roll back late', () => late.query('rollback')),
);
const COPY_ONE = `
  insert into vacancy (source_id, external_id, title, first_seen_at, last_seen_at, content_hash, cluster_id, document,
                       analyser, seq)
  select (select id from source where name = 'late'), gen_random_uuid(), title, first_seen_at, last_seen_at,
         content_hash, cluster_id, document, analyser, nextval('vacancy_seq')
    from vacancy order by id limit 1`;

const refresh = fc.constant(command('refresh', (world) => world.refresh()));
const restart = fc.constant(command('restart', (world) => world.restart()));
const documentOf = (title: string): string =>
  toTsvector(analyse({ title, company: '', skills: '', body: '' }));

// Seldom enough for segments to gather.
const restarts = fc.nat(5).chain((n) => (n === 0 ? restart : refresh));
const steps = fc.commands(
  [add, add, edit, change, change, change, lateOnes, pass, refresh, refresh, refresh, refresh, restarts],
  { maxCommands: 80, size: 'max' },
);

// A segment of a handful is 40 KB: the smaller memory holds four of them.
test.each([
  ['there is memory for all', 2 ** 30],
  ['memory is short', 160_000],
])(
  'whatever happens to vacancies, the refreshed index is the table: %s',
  async (_, mostBytes) => {
    let shrunk = false;
    const note = (is: boolean) => {
      shrunk ||= is;
    };
    await fc.assert(
      fc.asyncProperty(steps, async (commands) => {
        await late.query('rollback');
        await db.query('truncate vacancy, cluster cascade');
        await fc.asyncModelRun(async () => {
          const real = new World(mostBytes, note);
          await real.restart();
          return { model: {}, real };
        }, commands);
      }),
      // Ever smaller examples of a failure would take minutes; the seed that is printed finds it again.
      { numRuns: 15, endOnFailure: true },
    );
    expect(shrunk).toBe(mostBytes < 2 ** 20);
  },
  120_000,
);
