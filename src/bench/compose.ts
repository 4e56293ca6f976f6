import type { DataSource } from 'typeorm';
import { demoItems } from '../collect/demo/demo-source.js';
import { ingest } from '../collect/ingest.js';
import { ensureSource } from '../collect/source.sql.js';
import { ComposeStep } from '../compose/compose.step.js';
import type { ComposeTools } from '../compose/tell.js';
import type { World } from '../kit/command.js';
import { createRenderer } from '../kit/render.js';
import { MarketStep } from '../market/market.step.js';
import { MatchStep } from '../match/match.step.js';
import { type BenchReport, machine, round, taken } from './measure.js';
import { onePersonAtATime } from './one-person-at-a-time.js';
import { fillPeople } from './people.js';
import { inScratch } from './scratch.js';

// A Tuesday; every person's slot is 09:00 Moscow time.
const BEFORE = new Date('2026-11-23T12:00:00Z');
const SLOT = new Date('2026-11-24T06:01:00Z');
const SAMPLE = 200;

/**
 * `count` people with two searches each, of 300 distinct ones over the demo's vacancies, all due at one slot. Beside
 * it in the same run: one person at a time, a query a saved search, with the same letters and ledger (what people write
 * first), for a sample of them, extrapolated.
 */
export function benchCompose(world: World, count: number): Promise<BenchReport> {
  return inScratch(world, async (db) => {
    const tools: ComposeTools = { ...world, renderer: createRenderer() };
    await prepare(db, world, count + SAMPLE);
    const peer = await taken(() => onePersonAtATime(db, tools, { count: SAMPLE, now: SLOT }));
    const ours = await taken(() => new ComposeStep(db, tools).run(SLOT));
    const [{ found }] = await db.query('select avg(found)::float as found from digest');
    const [digests, sampled] = [ours.result.digests, peer.result];
    return {
      bench: 'compose',
      ours: {
        digests,
        foundEach: round(found, 1),
        seconds: round(ours.wall),
        cpuSeconds: round(ours.cpu),
        perSecond: round(digests / ours.wall, 0),
        rssMb: round(process.memoryUsage.rss() / 2 ** 20, 0),
      },
      peers: {
        'one person at a time': {
          digests: sampled,
          seconds: round(peer.wall),
          cpuSeconds: round(peer.cpu),
          extrapolatedSeconds: round((peer.wall / sampled) * digests),
        },
      },
      ratios: { 'one person at a time': round(peer.wall / sampled / (ours.wall / digests)) },
      machine: await machine((sql) => db.query(sql)),
    };
  });
}

async function prepare(db: DataSource, { log }: World, count: number): Promise<void> {
  const source = await ensureSource(db, { name: 'bench', format: 'demo', title: 'bench' }, BEFORE);
  await ingest(db, { source, items: demoItems(BEFORE), now: BEFORE });
  await fillPeople(db, { count, searches: 300, now: BEFORE });
  await new MatchStep(db, log).run(BEFORE);
  await new MarketStep(db, log).run(BEFORE);
  await db.query('analyze');
}
