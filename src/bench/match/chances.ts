import { type Dice, diceFor } from '../../collect/demo/dice.js';

/** Draws one of many by its weight in the logarithm of their number; Dice.weighted adds all weights at every draw. */
export type Draw<T> = (dice: Dice) => T;

/** A draw from `items` by weight; every weight is above 0. */
export function drawFrom<T>(items: readonly T[], weightOf: (item: T) => number): Draw<T> {
  let sum = 0;
  const upto = Float64Array.from(items, (item) => {
    sum += weightOf(item);
    return sum;
  });
  return (dice) => {
    const at = dice.next() * sum;
    let [low, high] = [0, items.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upto[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return items[low]!;
  };
}

/** Different values with the number of times they occur, in the order of their first appearance. */
export function counted<T>(values: Iterable<T>): Counted<T>[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count }));
}

/** A value and how often it occurs. */
export interface Counted<T> {
  value: T;
  count: number;
}

/** A draw of a value as often as it occurs. */
export function drawCounted<T>(values: readonly Counted<T>[]): Draw<T> {
  const draw = drawFrom(values, ({ count }) => count);
  return (dice) => draw(dice).value;
}

/** Shuffled in place, Fisher and Yates. */
export function shuffle<T>(items: T[], dice: Dice): T[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = dice.whole(0, at);
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
  return items;
}

/** Dice of one part's own, so that more vacancies change no search. */
export const seededDice = (part: string, seed: number): Dice =>
  diceFor(`vestnik bench match, ${part}, ${seed}`);
