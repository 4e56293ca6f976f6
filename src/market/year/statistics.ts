import { NO_NUMBER } from '../../search/fresh/segment.js';
import { FEWEST_WITH_PAY } from '../few.js';
import type { Pay } from '../report.sql.js';

/** Pays as they come: how many jobs there are, and what those pay that say it. */
export class Pays {
  total = 0;
  private readonly stated: number[] = [];

  add(pay: number): void {
    this.total++;
    if (pay !== NO_NUMBER) this.stated.push(pay);
  }

  get withPay(): number {
    return this.stated.length;
  }

  /** Least first. */
  sorted(): Int32Array {
    return Int32Array.from(this.stated).sort();
  }

  /** In whole roubles as Postgres rounds them; without mean and median where few state their pay. */
  told(sorted = this.sorted()): Pay {
    const { total, withPay } = this;
    if (withPay < FEWEST_WITH_PAY) return { total, withPay, mean: null, median: null };
    const sum = sorted.reduce((all, pay) => all + pay, 0);
    return { total, withPay, mean: Math.round(sum / withPay), median: percentile(sorted, 0.5) };
  }
}

/** `round(percentile_cont(share))` of Postgres: between two it is drawn as a line, a half goes to the even number. */
export function percentile(sorted: Int32Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.ceil(place)]!];
  return roundToEven(low + (place - below) * (high - low));
}

function roundToEven(exact: number): number {
  const floor = Math.floor(exact);
  const rest = exact - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
