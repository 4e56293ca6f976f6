import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { World } from '../kit/command.js';
import type { ReadSearch } from '../language/read-search.js';
import type { Counts } from '../search/counts.js';
import { scoredFitsSql } from '../search/fits.sql.js';
import { FreshIndex } from '../search/fresh/fresh-index.js';
import { freshOverview } from '../search/fresh/fresh-overview.js';
import { Resident } from '../search/fresh/resident.js';
import { freshCounts } from '../search/fresh-counts.js';
import { selectOverview } from '../search/overview.sql.js';
import { quickly } from '../search/quickly.js';
import { sqlCounts } from '../search/sql-counts.js';
import { type Material, readMaterial } from './match/material.js';
import { searchStream } from './match/searches.js';
import { fillVacancies } from './match/vacancies.js';
import { type BenchReport, machine, quantile, round, spreadOf, taken, timeEach } from './measure.js';
import { inScratch } from './scratch.js';

// A Tuesday morning.
const NOW = new Date('2026-11-24T06:00:00Z');
const DAY = 86_400_000;
const QUERIES = 2_000;
const SAMPLE = 200;
const MOST_BYTES = 8 * 2 ** 30;

/**
 * The fresh index over `count` vacancies in a database of their own: how long it takes to build, and what a page asks
 * of it (the first page with its figures, the volume a week, the facets) for 2,000 searches as people save them. Beside
 * it in the same run the same of Postgres, for 200 of them; those that it could not answer in 1.5 s count as 1.5 s.
 */
export function benchAsk(world: World, count: number): Promise<BenchReport> {
  return inScratch(world, async (db) => {
    const material = await readMaterial(NOW);
    await fillVacancies(db, { material, seed: 1, now: NOW, older: 0, fresh: count });
    await db.query('analyze');
    const built = await taken(() => buildIndex(db));
    const { index, bytes } = built.result;
    const reads = searchesOf(material);
    const counts = freshCounts(() => index, sqlCounts(db));
    const ours = await timeEach(reads, (read) => askOurs(index, counts, read));
    const peer = await timeEach(reads.slice(0, SAMPLE), (read) => askPostgres(db, read));
    return {
      bench: 'ask',
      ours: {
        vacancies: count,
        buildSeconds: round(built.wall),
        buildCpu: round(built.cpu),
        indexMb: round(bytes / 2 ** 20, 0),
        ...spreadOf(ours),
      },
      peers: { postgres: spreadOf(peer) },
      ratios: { 'postgres (p50)': round(quantile(peer, 0.5) / quantile(ours.slice(0, SAMPLE), 0.5)) },
      machine: await machine((sql) => db.query(sql)),
      notes: material.note === null ? [] : [material.note],
    };
  });
}

async function buildIndex(db: DataSource): Promise<{ index: FreshIndex; bytes: number }> {
  const { url } = db.options as { url: string };
  const client = new pg.Client(url);
  await client.connect();
  try {
    const resident = new Resident(client, MOST_BYTES);
    await resident.build(NOW);
    const index = new FreshIndex();
    index.take((await resident.refresh(NOW)) ?? resident.update());
    return { index, bytes: index.bytes };
  } finally {
    await client.end();
  }
}

function searchesOf(material: Material): ReadSearch[] {
  const reads: ReadSearch[] = [];
  for (const { read } of searchStream({ material, seed: 1 })) {
    if (reads.push(read) === QUERIES) break;
  }
  return reads;
}

const PAGE = {
  weekAgo: new Date(NOW.getTime() - 7 * DAY),
  monthAgo: new Date(NOW.getTime() - 30 * DAY),
  limit: 20,
  offset: 0,
};

async function askOurs(index: FreshIndex, counts: Counts, read: ReadSearch): Promise<void> {
  freshOverview(index, read, { now: NOW, ...PAGE });
  await counts.perWeek([read], NOW);
  await counts.facets(read, NOW);
}

async function askPostgres(db: DataSource, read: ReadSearch): Promise<void> {
  await quickly(db, (tx) => selectOverview(tx, { fits: scoredFitsSql(read, NOW), ...PAGE }));
  await sqlCounts(db).perWeek([read], NOW);
  await sqlCounts(db).facets(read, NOW);
}
