import { bin } from 'd3-array';
import type { MarketReport } from './report.sql.js';

/** Jobs whose pay is at least `from` and below `to` roubles a month; null where the bin is open at that side. */
export interface Bin {
  from: number | null;
  to: number | null;
  jobs: number;
}

const BINS = 10;

/**
 * Ten bins of equal width and round edges over what the middle 95 % are paid; the first and the last are open, so that
 * every job is in one and a few large sums do not squeeze all others into one bin. Fewer than ten where pays are few;
 * none where nothing is stated.
 */
export function binsOf(pays: MarketReport['pays']): Bin[] {
  const jobs = pays.reduce((sum, pay) => sum + pay.jobs, 0);
  if (jobs === 0) return [];
  const [low, high] = [payAt(pays, 0.025 * jobs), payAt(pays, 0.975 * jobs)];
  const width = roundWidth((high - low) / BINS);
  const first = Math.floor(low / width) * width;
  const edges = Array.from({ length: BINS - 1 }, (_, i) => first + (i + 1) * width).filter(
    (edge) => edge <= pays.at(-1)!.pay,
  );
  const bins = bin<MarketReport['pays'][number], number>()
    .value(({ pay }) => pay)
    .domain([Math.min(first, pays[0]!.pay), Math.max(edges.at(-1) ?? first, pays.at(-1)!.pay)])
    .thresholds(edges)(pays);
  return bins.map((members, i) => ({
    from: i === 0 ? null : members.x0!,
    to: i === bins.length - 1 ? null : members.x1!,
    jobs: members.reduce((sum, { jobs }) => sum + jobs, 0),
  }));
}

/** The pay of the job that has `rank` jobs before it. */
function payAt(pays: MarketReport['pays'], rank: number): number {
  let before = 0;
  for (const { pay, jobs } of pays) {
    before += jobs;
    if (before > rank) return pay;
  }
  return pays.at(-1)!.pay;
}

/** The next of 1, 2, 2.5, 5 times a power of ten that is not below; 1,000 roubles at least. */
function roundWidth(width: number): number {
  if (width <= 1000) return 1000;
  const power = 10 ** Math.floor(Math.log10(width));
  return ([1, 2, 2.5, 5, 10].find((step) => step * power >= width) ?? 10) * power;
}
