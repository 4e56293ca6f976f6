import type { DataSource } from 'typeorm';
import type { World } from '../../kit/command.js';
import { type BenchReport, machine, taken } from '../measure.js';
import { inScratch } from '../scratch.js';
import { followersOf } from './followers.js';
import { createWindow } from './found.sql.js';
import { type Material, readMaterial } from './material.js';
import type { MatchOptions } from './options.js';
import { runOursApart } from './ours-apart.js';
import type { Bench, PeerAnswer } from './peer.js';
import { PEERS } from './peers.js';
import { type Spent, seesServer, spentWith } from './processor-time.js';
import { joined, type Measured, reportOf } from './report.js';
import { fillSearches } from './searches.js';
import { useSearches } from './searches.sql.js';
import { fillVacancies } from './vacancies.js';
import { keepVacancies } from './vacancies.sql.js';

// A Tuesday morning.
const NOW = new Date('2026-11-24T06:00:00Z');

/** What a test may put in place of the real thing. */
export interface MatchParts {
  material?: Material;
  match?: typeof runOursApart;
}

/**
 * All searches meet all new vacancies, in a database of its own; then the peers on the same rows. Where a peer finds
 * other pairs than ours the report's `disagreements` are not 0.
 */
export function benchMatch(
  world: Pick<World, 'db'>,
  options: MatchOptions,
  { material: given, match = runOursApart }: MatchParts = {},
): Promise<BenchReport> {
  return inScratch(world, async (db) => {
    const filled = await fill(db, options, given);
    const reports: BenchReport[] = [];
    for (const docs of options.docs.toSorted((a, b) => b - a)) {
      await keepVacancies(db, options.window + docs);
      for (const searches of options.searches) {
        const size = { docs, searches, texts: filled.texts.get(searches)!, fillSeconds: filled.seconds };
        const measured = await measure(db, { ...options, match }, size);
        reports.push(reportOf(options, measured, await where(db, filled)));
      }
    }
    return joined(reports);
  });
}

/** Writes all rows that any size needs. What they were made of may be forgotten then: none of it is ours to hold. */
async function fill(db: DataSource, { seed, window, docs, searches }: MatchOptions, given?: Material) {
  const material = given ?? (await readMaterial(NOW));
  const order = { material, seed, now: NOW };
  const vacancies = await taken(() =>
    fillVacancies(db, { ...order, older: window, fresh: Math.max(...docs) }),
  );
  const made = await taken(() => fillSearches(db, order, searches));
  return {
    note: material.note,
    texts: made.result,
    seconds: { vacancies: vacancies.wall, searches: made.wall },
  };
}

async function where(
  db: DataSource,
  { note }: Pick<Material, 'note'>,
): Promise<Pick<BenchReport, 'machine' | 'notes'>> {
  const unseen = (await seesServer(db))
    ? null
    : "Postgres' processes cannot be seen here: its wall time counts as CPU.";
  return {
    machine: await machine((sql) => db.query(sql)),
    notes: [note, unseen].filter((sentence) => sentence !== null),
  };
}

async function measure(
  db: DataSource,
  { saved, seed, threads, peers, match }: MatchOptions & Required<Pick<MatchParts, 'match'>>,
  size: Measured['size'],
): Promise<Measured> {
  const since = await sinceSeq(db, size.docs);
  const followers = followersOf({ searches: size.searches, saved, seed });
  await useSearches(db, { followers, since });
  await createWindow(db, since);
  const { result, postgres } = await spentWith(db, () => match(db, { now: NOW, threads }));
  const { run: ours, ...alone } = result;
  const spent = { ...alone, postgres };
  const bench: Bench = {
    db,
    seed,
    searches: size.searches,
    saved: Math.max(saved, size.searches),
    vacancies: size.docs,
    ours: chargesOf(ours.stages, spent),
  };
  const answers: Record<string, PeerAnswer> = {};
  for (const name of peers) answers[name] = await PEERS[name](bench);
  return { size, bench, ours, spent, answers };
}

// Below a millisecond there is nothing to divide by.
const LEAST = 0.001;

function chargesOf(stages: Measured['ours']['stages'], { cpu, postgres }: Spent): Bench['ours'] {
  const build = stages.build.cpu;
  return {
    match: Math.max(stages.match.cpu, LEAST),
    buildAndMatch: Math.max(build + stages.match.cpu, LEAST),
    whole: Math.max(cpu, LEAST),
    wholeWithPostgres: Math.max(cpu + postgres, LEAST),
  };
}

/** The number of the newest vacancy that was published before the new ones. */
async function sinceSeq(db: DataSource, docs: number): Promise<string> {
  const [row] = await db.query('select seq from vacancy order by seq desc offset $1 limit 1', [docs]);
  return row?.seq ?? '0';
}
