import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { importFiles } from '../../src/collect/import-files.js';
import { readMappingFile } from '../../src/collect/import-mapping.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const SERIES = fileURLToPath(new URL('../../../shared/data/timeseries/', import.meta.url));
const MAPPINGS = fileURLToPath(new URL('../../catalogue/mappings/', import.meta.url));
const withData = existsSync(SERIES) ? test : test.skip;
if (!existsSync(SERIES)) process.stdout.write('skipped: no ../shared/data (replays of real snapshots)\n');

const DAY = 86_400_000;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate vacancy, source_run cascade'));

interface Stored {
  externalId: string;
  title: string;
  /** Places and pay: a change of these is told (collecting.md rule 3). */
  terms: string;
  seq: string;
  firstSeenAt: Date;
  closedAt: Date | null;
}

const stored = async (): Promise<Map<string, Stored>> => {
  const rows = await db.query<Stored>(
    `select external_id as "externalId", title, seq,
            concat_ws('|', place_text, pay_from, pay_to, pay_currency, pay_period) as terms, first_seen_at as "firstSeenAt", closed_at as "closedAt" from vacancy`,
  );
  return new Map(rows.map((row) => [row.externalId, row]));
};

const snapshotsOf = (series: string): { path: string; at: Date }[] =>
  readdirSync(SERIES + series)
    .sort()
    .map((name) => ({ path: `${SERIES}${series}/${name}`, at: new Date(`${name.slice(0, 10)}T09:00:00Z`) }));

const order = (mapping: string, at: Date) => ({
  format: 'json',
  source: mapping,
  mapping: readMappingFile(`${MAPPINGS}${mapping}.yaml`),
  now: at,
  complete: true,
});

const play = (mapping: string, { path, at }: { path: string; at: Date }) =>
  importFiles(db.dataSource, {
    ...order(mapping, at),
    files: [{ name: path, open: () => createReadStream(path) }],
  });

/** What changed between two runs that a subscriber would be told of again, and may not be. */
function toldTwice(before: Map<string, Stored>, after: Map<string, Stored>, at: Date): string[] {
  return [...after.values()].flatMap((now) => {
    const then = before.get(now.externalId);
    if (then === undefined) return [];
    if (now.firstSeenAt.getTime() !== then.firstSeenAt.getTime()) return [`${now.externalId}: new again`];
    const longClosed = then.closedAt !== null && at.getTime() - then.closedAt.getTime() >= 14 * DAY;
    return now.seq !== then.seq && !longClosed && now.title === then.title && now.terms === then.terms
      ? [`${now.externalId}: told again`]
      : [];
  });
}

withData.each([
  [
    'simplify-newgrad-weekly',
    { read: 12499, added: 2155, returned: 184, closed: 1273, rejected: 0, held: 9 },
  ],
  ['cyberjobs-daily', { read: 2158, added: 677, returned: 0, closed: 0, rejected: 0, held: 1 }],
])(
  '%s replayed: nothing that vanishes and returns is new twice, and what is missing twice is closed',
  async (series, expected) => {
    const mapping = series.replace(/-(?:weekly|daily)$/, '');
    let before = await stored();
    const sum = { read: 0, added: 0, returned: 0, closed: 0, rejected: 0, held: 0 };
    const twice: string[] = [];
    for (const snapshot of snapshotsOf(series)) {
      const counts = await play(mapping, snapshot);
      const after = await stored();
      twice.push(...toldTwice(before, after, snapshot.at));
      expect(after.size).toBe(before.size + counts.added);
      sum.read += counts.read;
      sum.added += counts.added;
      sum.returned += counts.returned;
      sum.closed += counts.closed;
      sum.rejected += Object.values(counts.rejected).reduce((all, some) => all + some, 0);
      sum.held += counts.held === null ? 0 : 1;
      before = after;
    }
    expect(sum).toEqual(expected);
    expect(twice).toEqual([]);
  },
  300_000,
);

withData(
  'a real feed cut to a fifth for one run closes nothing, and nothing of it is new when it comes back',
  async () => {
    const [, whole] = snapshotsOf('cyberjobs-daily') as [unknown, { path: string; at: Date }];
    const on = (days: number) => new Date(whole.at.getTime() + days * DAY);
    const cut = async (at: Date) => {
      const ids = [...(await stored()).keys()].sort();
      const jobs = JSON.parse(gunzipSync(readFileSync(whole.path)).toString()) as { id: string }[];
      const fifth = jobs.filter(({ id }) => ids.indexOf(id) < ids.length / 5);
      return importFiles(db.dataSource, {
        ...order('cyberjobs', at),
        files: [{ name: 'cut', open: () => Readable.from([Buffer.from(JSON.stringify(fifth))]) }],
      });
    };
    const first = await play('cyberjobs', { ...whole, at: on(0) });
    await play('cyberjobs', { ...whole, at: on(1) });
    const before = await stored();
    for (const days of [2, 3, 4]) {
      const counts = await cut(on(days));
      expect(counts).toMatchObject({
        added: 0,
        closed: 0,
        suspect: true,
        held: expect.stringContaining('are usual'),
      });
    }
    expect(await play('cyberjobs', { ...whole, at: on(5) })).toMatchObject({
      added: 0,
      returned: 0,
      closed: 0,
    });
    expect(await stored()).toEqual(before);
    expect(before.size).toBe(first.added);
  },
  120_000,
);
