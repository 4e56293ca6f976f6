import { once } from 'node:events';
import { round, taken } from '../measure.js';
import { digests } from './digests.js';
import { SIDES, type Side } from './sides.js';

/** What a child is told to measure. */
export interface Order {
  side: string;
  url: string;
  letters: number;
  connections: number;
}

/** What it found. */
export interface Found {
  /** CPU of this process for a letter, in milliseconds. */
  cpuMs: number;
  perSecond: number;
  rssMb: number;
  /** Memory at the end less that after the first tenth. */
  rssGrowthMb: number;
}

// A process of its own, so that no side's heap or compiled code is another's.
const [order] = (await once(process, 'message')) as [Order];
const { side: name, url, letters, connections } = order;
const side = SIDES[name]!(url, connections);
const letterOf = digests();
let next = 0;

async function sendAll(upTo: number): Promise<void> {
  await Promise.all(Array.from({ length: connections }, () => sendSome(side, upTo)));
}

async function sendSome({ send }: Side, upTo: number): Promise<void> {
  while (next < upTo) {
    const n = next;
    next += 1;
    await send(letterOf(n));
  }
}

const rss = () => process.memoryUsage.rss() / 2 ** 20;

// The first tenth warms up what is compiled and what is kept, and is not counted.
await sendAll(Math.ceil(letters / 10));
const [before, counted] = [rss(), letters - next];
const { cpu, wall } = await taken(() => sendAll(letters));
const found: Found = {
  cpuMs: round((cpu * 1000) / counted, 3),
  perSecond: round(counted / wall, 0),
  rssMb: round(rss(), 0),
  rssGrowthMb: round(rss() - before, 0),
};
side.close();
process.send?.(found, () => process.disconnect());
