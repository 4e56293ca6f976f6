import { round, taken } from '../../measure.js';
import { seededDice, shuffle } from '../chances.js';
import { compareSums } from '../disagreements.js';
import { type Bench, type PeerAnswer, wholeOf } from '../peer.js';
import { analysedVacancies, groupedSearches, lexemeFrequencies, windowIds } from './peer.sql.js';
import { Percolator } from './percolator.js';

// Vacancies held analysed at once.
const CHUNK = 500;
// CPU seconds: where all vacancies would take more than the first, those of the second's worth stand for them.
const MOST_FOR_ALL = 200;
const MOST_FOR_SAMPLE = 100;
const CHARGED =
  'percolating vacancies that are handed over analysed; no analysis, no loading, no registering of searches';

/** The percolator over all vacancies of the window, or over as many as a minute or two allow. */
export async function percolator(bench: Bench): Promise<PeerAnswer> {
  const { groups, searchIds } = await groupedSearches(bench.db);
  const frequencies = await lexemeFrequencies(bench.db);
  const registered = await taken(async () => new Percolator(groups, frequencies));
  const peer = registered.result;
  const ids = shuffle(await windowIds(bench.db), seededDice('percolator', bench.seed));
  let [cpu, wall, done] = [0, 0, 0];
  while (done < ids.length && !(cpu >= MOST_FOR_SAMPLE && (cpu / done) * ids.length > MOST_FOR_ALL)) {
    const vacancies = await analysedVacancies(bench.db, ids.slice(done, done + CHUNK));
    const spent = await taken(async () => {
      for (const vacancy of vacancies) peer.percolate(vacancy);
    });
    [cpu, wall, done] = [cpu + spent.cpu, wall + spent.wall, done + vacancies.length];
  }
  const times = ids.length / done;
  const answer = {
    figures: {
      vacancies: ids.length,
      sampled: done,
      sampleSeconds: round(cpu),
      cpuSeconds: round(cpu * times),
      wallSeconds: round(wall * times),
      registerSeconds: round(registered.cpu),
      charged: CHARGED,
    },
    compared: await compareSums(bench.db, {
      searchIds,
      tally: peer.tally,
      seen: ids.slice(0, done),
      vacancies: ids.length,
    }),
  };
  return {
    ...answer,
    ratios: {
      'match alone': wholeOf(answer) / bench.ours.match,
      'build and match': wholeOf(answer) / bench.ours.buildAndMatch,
    },
  };
}
