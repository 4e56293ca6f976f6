/** How a sweep deletes: so many rows at a time, each batch a transaction of its own, until none is left or it is told to stop. */
export interface Sweeping {
  size: number;
  stopped(): boolean;
}

/** Runs `one` until it finds less than a whole batch; answers how many it deleted in all. No lock outlasts a batch. */
export async function inBatches(
  { size, stopped }: Sweeping,
  one: (limit: number) => Promise<number>,
): Promise<number> {
  let deleted = 0;
  while (!stopped()) {
    const found = await one(size);
    deleted += found;
    if (found < size) break;
  }
  return deleted;
}
