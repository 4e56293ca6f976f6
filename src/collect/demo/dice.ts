/** Chances that are the same every time for the same seed. */
export interface Dice {
  /** A number from 0 up to 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** `count` of them, in the order in which they stand. */
  some<T>(from: readonly T[], count: number): T[];
  /** One of them, by its weight. */
  weighted<T extends { weight: number }>(from: readonly T[]): T;
}

/** Dice for `seed`: any text. Not for secrets. */
export function diceFor(seed: string): Dice {
  let state = hashOf(seed);
  // mulberry32: 32 bits of state are plenty for a day's demo.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    whole,
    chance: (share) => next() < share,
    pick: (from) => from[whole(0, from.length - 1)]!,
    some: (from, count) => {
      const left = from.map((_, index) => index);
      while (left.length > count) left.splice(whole(0, left.length - 1), 1);
      return left.map((index) => from[index]!);
    },
    weighted: (from) => {
      let rest = next() * from.reduce((sum, { weight }) => sum + weight, 0);
      for (const one of from) {
        rest -= one.weight;
        if (rest < 0) return one;
      }
      return from.at(-1)!;
    },
  };
}

// FNV-1a.
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}
