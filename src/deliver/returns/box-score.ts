/** From this score on no digest goes for a while. */
export const ASLEEP = 4;

/**
 * How deep a box sleeps: a letter that came back (full, disabled) adds one, a letter that arrived takes half of one
 * away, never below nothing. Discourse counts alike (soft +1, stop at 4, eroded by each letter); half, because a
 * person here gets one letter a day and a box that took two has awoken.
 */
export const boxScore = (letters: readonly boolean[]): number =>
  letters.reduce((score, returned) => (returned ? score + 1 : Math.max(0, score - 0.5)), 0);
