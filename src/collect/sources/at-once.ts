/**
 * Does the work for each of a list, so many at once, begun in their order. What the work answers stands in the order of
 * the list. When one throws no more are begun, and what it threw is thrown once the others have ended.
 */
export async function atOnce<T, R>(
  list: readonly T[],
  most: number,
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = [];
  const faults: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < list.length && faults.length === 0) {
      const place = next++;
      try {
        answers[place] = await work(list[place]!);
      } catch (error) {
        faults.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
  if (faults.length > 0) throw faults[0];
  return answers;
}
