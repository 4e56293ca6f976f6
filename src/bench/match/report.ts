import { type BenchReport, round } from '../measure.js';
import type { MatchOptions } from './options.js';
import type { OursRun } from './ours.js';
import type { Bench, PeerAnswer } from './peer.js';
import type { Spent } from './processor-time.js';

/** What one size brought. */
export interface Measured {
  size: {
    docs: number;
    searches: number;
    texts: number;
    fillSeconds: { vacancies: number; searches: number };
  };
  bench: Bench;
  ours: OursRun;
  spent: Spent & { rssMb: number };
  answers: Record<string, PeerAnswer>;
}

/** The report on one size. */
export function reportOf(
  options: MatchOptions,
  measured: Measured,
  where: Pick<BenchReport, 'machine' | 'notes'>,
): BenchReport {
  const answers = Object.entries(measured.answers);
  const sum = (of: (answer: PeerAnswer) => number) =>
    answers.reduce((all, [, answer]) => all + of(answer), 0);
  return {
    bench: 'match',
    ours: {
      ...oursFigures(options, measured),
      pairsCompared: sum(({ compared }) => compared.pairs),
      disagreements: sum(({ compared }) => compared.disagreements),
    },
    peers: Object.fromEntries(answers.map(([name, answer]) => [name, peerFigures(answer)])),
    ratios: Object.fromEntries(
      answers.flatMap(([name, { ratios }]) =>
        Object.entries(ratios).map(([charged, times]) => [`${name} (${charged})`, round(times, 1)]),
      ),
    ),
    ...where,
  };
}

function oursFigures({ window, threads, seed }: MatchOptions, { size, bench, ours, spent }: Measured) {
  const { loadPlans, build, match, write, fanOut } = ours.stages;
  return {
    docs: size.docs,
    window,
    searches: size.searches,
    texts: size.texts,
    saved: bench.saved,
    seed,
    threads,
    matched: ours.matched,
    cpuSeconds: round(spent.cpu),
    wallSeconds: round(spent.wall),
    postgresCpuSeconds: round(spent.postgres),
    loadPlansCpu: round(loadPlans.cpu),
    loadPlansWall: round(loadPlans.wall),
    buildCpu: round(build.cpu),
    buildWall: round(build.wall),
    matchCpu: round(match.cpu),
    matchWall: round(match.wall),
    writeCpu: round(write.cpu),
    writeWall: round(write.wall),
    fanOutCpu: round(fanOut.cpu),
    ...ours.fanned,
    peakRssMb: spent.rssMb,
    indexMb: round(ours.indexMb, 0),
    fillVacanciesSeconds: round(size.fillSeconds.vacancies, 1),
    fillSearchesSeconds: round(size.fillSeconds.searches, 1),
  };
}

const peerFigures = ({ figures, compared: { pairs, disagreements, examples } }: PeerAnswer) => ({
  ...figures,
  pairsCompared: pairs,
  disagreements,
  ...(examples.length > 0 && { differing: examples.join(' ') }),
});

/** The report on the largest size, with those on all of them and how the cost grows where there are several. */
export function joined(measured: readonly BenchReport[]): BenchReport {
  const reports = measured.toSorted(
    ({ ours: a }, { ours: b }) => a.docs! - b.docs! || a.searches! - b.searches!,
  );
  const last = reports.at(-1)!;
  if (reports.length === 1) return last;
  const disagreements = reports.reduce((sum, { ours }) => sum + ours.disagreements!, 0);
  const growth = { ...growthIn('docs', reports), ...growthIn('searches', reports) };
  return { ...last, ours: { ...last.ours, disagreements }, growth, sizes: reports };
}

/** What twice as much costs, by what the next size cost: 2 ^ (log of the costs' ratio / log of the sizes' ratio). */
function growthIn(what: 'docs' | 'searches', reports: readonly BenchReport[]): Record<string, number> {
  const other = what === 'docs' ? 'searches' : 'docs';
  const growth: Record<string, number> = {};
  for (const { ours: small } of reports) {
    const larger = reports.filter(({ ours }) => ours[other] === small[other] && ours[what]! > small[what]!);
    const next = larger[0]?.ours;
    if (next === undefined) continue;
    for (const cost of ['matchCpu', 'cpuSeconds'] as const) {
      const exponent = Math.log(next[cost]! / small[cost]!) / Math.log(next[what]! / small[what]!);
      growth[`twice the ${what} (${small[what]} to ${next[what]} × ${small[other]}), ${cost}`] = round(
        2 ** exponent,
      );
    }
  }
  return growth;
}
