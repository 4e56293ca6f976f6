import type { Fate } from './take-postings.js';

/** A slot's byte → what it says; 0 is nobody's slot, the last one that of an id which counts for nothing any more. */
const FATES: readonly (Fate | undefined)[] = [
  undefined,
  'waits',
  'added',
  'changed',
  'unchanged',
  'returned',
  undefined,
];
const FORGOTTEN = FATES.length - 1;
const FIRST_SIZE = 1024;

/**
 * What each id of a run was counted as, in 9 to 18 bytes an id instead of some 120 of a Map: a feed of a million
 * postings must not fill the memory. It holds 64 bits of an id's hash; of ten million ids two share them once in
 * 370,000 runs, and then one of the two waits for the next run.
 */
export class CountedIds {
  private highs = new Int32Array(FIRST_SIZE);
  private lows = new Int32Array(FIRST_SIZE);
  private fates = new Uint8Array(FIRST_SIZE);
  private used = 0;

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  get(id: string): Fate | undefined {
    const [high, low] = hash64(id);
    return FATES[this.fates[this.slotOf(high, low)]!];
  }

  set(id: string, fate: Fate): void {
    if (this.used * 3 > this.fates.length * 2) this.grow();
    const [high, low] = hash64(id);
    this.put(this.slotOf(high, low), [high, low, FATES.indexOf(fate)]);
  }

  forget(id: string): void {
    const slot = this.slotOf(...hash64(id));
    if (this.fates[slot] !== 0) this.fates[slot] = FORGOTTEN;
  }

  private put(slot: number, [high, low, fate]: [number, number, number]): void {
    if (this.fates[slot] === 0) this.used++;
    this.highs[slot] = high;
    this.lows[slot] = low;
    this.fates[slot] = fate;
  }

  /** Where these bits stand, or would. */
  private slotOf(high: number, low: number): number {
    const last = this.fates.length - 1;
    let slot = low & last;
    while (this.fates[slot] !== 0 && (this.highs[slot] !== high || this.lows[slot] !== low)) {
      slot = (slot + 1) & last;
    }
    return slot;
  }

  private grow(): void {
    const { highs, lows, fates } = this;
    const size = fates.length * 2;
    [this.highs, this.lows, this.fates] = [new Int32Array(size), new Int32Array(size), new Uint8Array(size)];
    this.used = 0;
    for (const [i, fate] of fates.entries()) {
      if (fate !== 0) this.put(this.slotOf(highs[i]!, lows[i]!), [highs[i]!, lows[i]!, fate]);
    }
  }
}

/** Two halves by two multipliers, each then stirred with the other (the steps of cyrb53). */
function hash64(id: string): [number, number] {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < id.length; i++) {
    const unit = id.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return [high | 0, low | 0];
}
