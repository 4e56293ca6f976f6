import type { World } from '../../kit/command.js';
import { readSearch } from '../../language/read-search.js';
import { drawCounted, seededDice } from '../match/chances.js';
import { type Material, readMaterial } from '../match/material.js';
import { fillVacancies } from '../match/vacancies.js';
import { type BenchReport, machine, quantile, round, taken } from '../measure.js';
import { inScratch } from '../scratch.js';
import { timePages } from './load.js';
import { askPeers, prefixed } from './peers.js';
import { type Site, type SiteUse, startSite } from './site.js';

/** How many questions of each kind; a test takes fewer. */
export interface SearchSizes {
  vacancies: number;
  queries: number;
  pages: number;
  peerQueries: number;
}

export const sizesFor = (vacancies: number): SearchSizes => ({
  vacancies,
  queries: 500,
  pages: 4_000,
  peerQueries: 40,
});

const OPEN_DAYS = 45;
const AT_ONCE = 8;

/**
 * Pages over `vacancies` of twelve months in a database of their own, served by a process with its two indexes: the
 * list alone; whole pages by HTTP, list, estimate and market, asked for the first time and again; how many pages a
 * second while eight are under way; what the indexes took. Beside it what titles cost by ILIKE and by Postgres' own
 * configuration, twenty newest and three figures a query.
 */
export function benchSearch(
  world: Pick<World, 'db'>,
  sizes: SearchSizes,
  given?: Material,
): Promise<BenchReport> {
  return inScratch(world, async (db) => {
    const material = given ?? (await readMaterial(new Date()));
    const { vacancies } = sizes;
    const fresh = Math.ceil((vacancies * 7) / 365);
    const order = { material, seed: 1, now: new Date(), days: 365, openDays: OPEN_DAYS };
    const filled = await taken(() => fillVacancies(db, { ...order, older: vacancies - fresh, fresh }));
    const queries = queriesOf(material, sizes.queries);
    const { url } = db.options as { url: string };
    const site = await startSite(url);
    const ours = await measureSite(site, { queries, pages: sizes.pages }).finally(() => site.close());
    const peers = await askPeers(db, queries.slice(0, sizes.peerQueries));
    const ratios = Object.entries(peers).flatMap(([name, { list, market }]) => [
      [`${name}, list (p50)`, round(quantile(list, 0.5) / quantile(ours.lists, 0.5))],
      [
        `${name}, figures alone to our whole cold page (p50)`,
        round(quantile(market, 0.5) / quantile(ours.cold, 0.5)),
      ],
    ]);
    return {
      bench: 'search',
      ours: { vacancies, fillSeconds: round(filled.wall, 0), ...ours.figures },
      peers: Object.fromEntries(Object.entries(peers).map(([name, { figures }]) => [name, figures])),
      ratios: Object.fromEntries(ratios),
      machine: await machine((sql) => db.query(sql)),
      notes: material.note === null ? [] : [material.note],
    };
  });
}

async function measureSite(site: Site, { queries, pages }: { queries: string[]; pages: number }) {
  const addresses = queries.map((query) => `${site.url}/vacancies?q=${encodeURIComponent(query)}`);
  // What everybody shares (compiled templates, the cities) is not the cost of a page.
  await timePages([`${site.url}/`, `${site.url}/vacancies?q=${encodeURIComponent('сейсмолог')}`], 1);
  const lists = await site.lists(queries);
  const cold = await timePages(addresses, 1);
  const warm = await timePages(addresses, 1);
  await site.use();
  const many = Array.from({ length: pages }, (_, at) => addresses[at % addresses.length]!);
  const load = await taken(() => timePages(many, AT_ONCE));
  const use = await site.use();
  return {
    lists,
    cold,
    figures: {
      ...indexFigures(site),
      ...prefixed('list', lists),
      ...prefixed('coldPage', cold),
      ...prefixed('warmPage', warm),
      ...loadFigures(load.result, { wall: load.wall, use }),
    },
  };
}

const indexFigures = ({ fresh, year }: Site) => ({
  freshVacancies: fresh.vacancies,
  freshMb: fresh.megabytes,
  freshSeconds: round(fresh.ms / 1000),
  yearVacancies: year.vacancies,
  yearMb: year.megabytes,
  yearSeconds: round(year.ms / 1000),
});

const loadFigures = (ms: readonly number[], { wall, use }: { wall: number; use: SiteUse }) => ({
  pagesAtOnce: AT_ONCE,
  pagesASecond: round(ms.length / wall, 1),
  pageCpuMs: round((use.cpu * 1000) / ms.length),
  loadedP99Ms: round(quantile(ms, 0.99)),
  loopDelayP99Ms: use.delayP99Ms,
  rssMb: use.rssMb,
});

/** Different things that people type: professions as often as they are named, and phrases. */
function queriesOf({ titles, phrases }: Material, most: number): string[] {
  const dice = seededDice('pages', 1);
  const draw = drawCounted(titles);
  const known = new Map<string, string>();
  for (let tried = 0; known.size < most && tried < 20 * most; tried++) {
    const query = tried % 2 === 0 ? draw(dice) : phrases[dice.whole(0, phrases.length - 1)]!;
    const read = readSearch({ query });
    if (read.refused === null && !known.has(read.canonicalKey)) known.set(read.canonicalKey, query);
  }
  return [...known.values()];
}
