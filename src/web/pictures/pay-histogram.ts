import { scaleBand, scaleLinear } from 'd3-scale';
import type { Bin } from '../../market/bins.js';

/** A histogram as templates/partials/pay-histogram.hbs draws it, in units of a picture of 360 × 200. */
export interface PayHistogram {
  width: number;
  height: number;
  left: number;
  right: number;
  bars: (Bin & { x: number; y: number; width: number; height: number })[];
  ticks: { y: number; jobs: number }[];
  /** The edges between bins that are named below. */
  edges: { x: number; pay: number }[];
  base: number;
}

const [WIDTH, HEIGHT] = [360, 200];
const MARGIN = { top: 12, right: 12, bottom: 28, left: 44 };
const NAMED = 4;

/** Null where there are fewer than three bins: that is no distribution. */
export function payHistogram(bins: readonly Bin[]): PayHistogram | null {
  if (bins.length < 3) return null;
  const x = scaleBand(
    bins.map((_, i) => i),
    [MARGIN.left, WIDTH - MARGIN.right],
  ).paddingInner(0.08);
  const y = scaleLinear(
    [0, Math.max(...bins.map(({ jobs }) => jobs))],
    [HEIGHT - MARGIN.bottom, MARGIN.top],
  ).nice(4);
  const base = y(0);
  const edges = bins.slice(1).map(({ from }, i) => ({
    x: tenth((x(i)! + x.bandwidth() + x(i + 1)!) / 2),
    pay: from!,
  }));
  const step = Math.ceil(edges.length / NAMED);
  return {
    width: WIDTH,
    height: HEIGHT,
    left: MARGIN.left,
    right: WIDTH - MARGIN.right,
    base,
    bars: bins.map((bin, i) => ({
      ...bin,
      x: tenth(x(i)!),
      y: tenth(y(bin.jobs)),
      width: tenth(x.bandwidth()),
      height: tenth(base - y(bin.jobs)),
    })),
    ticks: y
      .ticks(4)
      .filter(Number.isInteger)
      .map((jobs) => ({ y: tenth(y(jobs)), jobs })),
    edges: edges.filter((_, i) => i % step === 0),
  };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
