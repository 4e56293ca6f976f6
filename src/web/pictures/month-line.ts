import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';

/** A month (YYYY-MM) and its median pay in roubles; null where too few state theirs. */
export interface MonthPay {
  month: string;
  median: number | null;
}

/** A line over months as templates/partials/month-line.hbs draws it, in units of a picture of 360 × 200. */
export interface MonthLine {
  width: number;
  height: number;
  /** Where the lines of the scale begin and end. */
  left: number;
  right: number;
  path: string;
  points: { x: number; y: number; month: string; pay: number }[];
  /** The round sums of the scale. */
  ticks: { y: number; pay: number }[];
  /** The months that are named below, not all of them: on a phone four fit. */
  months: { x: number; month: string; end: 'start' | 'middle' | 'end' }[];
}

const [WIDTH, HEIGHT] = [360, 200];
const MARGIN = { top: 12, right: 12, bottom: 28, left: 56 };
const NAMED = 4;

/** Null where fewer than two months have a median: a point is no line. A month without one leaves a gap. */
export function monthLine(given: readonly MonthPay[]): MonthLine | null {
  const stated = given.flatMap(({ median }) => median ?? []);
  if (stated.length < 2) return null;
  const x = scalePoint(
    given.map(({ month }) => month),
    [MARGIN.left + 8, WIDTH - MARGIN.right - 8],
  );
  const y = scaleLinear([0, Math.max(...stated)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(4);
  const draw = line<MonthPay>()
    .defined(({ median }) => median !== null)
    .x(({ month }) => x(month)!)
    .y(({ median }) => y(median!))
    .digits(1);
  const step = Math.max(1, Math.ceil((given.length - 1) / (NAMED - 1)));
  const named = given.filter((_, i) => (given.length - 1 - i) % step === 0);
  return {
    width: WIDTH,
    height: HEIGHT,
    left: MARGIN.left,
    right: WIDTH - MARGIN.right,
    path: draw(given)!,
    points: given.flatMap(({ month, median }) =>
      median === null ? [] : { x: tenth(x(month)!), y: tenth(y(median)), month, pay: median },
    ),
    ticks: y.ticks(4).map((pay) => ({ y: tenth(y(pay)), pay })),
    months: named.map(({ month }) => ({
      x: tenth(x(month)!),
      month,
      end: month === given[0]!.month ? 'start' : month === given.at(-1)!.month ? 'end' : 'middle',
    })),
  };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
