import { seededDice } from './chances.js';

/** How many follow each search: one at least, the others by Zipf's law, the earlier searches being the more popular. */
export function followersOf({
  searches,
  saved,
  seed,
}: {
  searches: number;
  saved: number;
  seed: number;
}): Int32Array {
  const followers = new Int32Array(searches).fill(1);
  const dice = seededDice('followers', seed);
  for (let more = saved - searches; more > 0; more--) {
    const rank = Math.floor(searches ** dice.next());
    followers[Math.min(rank, searches) - 1]! += 1;
  }
  return followers;
}
