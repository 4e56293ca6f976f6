import pg from 'pg';
import type { DocSet } from '../../../src/search/fresh/doc-set.js';
import { FreshIndex } from '../../../src/search/fresh/fresh-index.js';
import { loadSegments } from '../../../src/search/fresh/load-segments.js';
import type { Segment } from '../../../src/search/fresh/segment.js';
import { vacancyColumns } from '../../../src/search/fresh/vacancy-copy.js';

/** A connection of the index's own, as its thread has one. Must be ended. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // a test may cut it
  await client.connect();
  return client;
}

/** Vacancies of these ids, which follow one another, in segments of so many each; the last takes what is left. */
export async function segmentsOf(client: pg.Client, ids: readonly number[], sizes: readonly number[] = []) {
  const segments: Segment[] = [];
  let from = 0;
  for (const size of [...sizes, ids.length]) {
    const part = ids.slice(from, from + size);
    segments.push(...(await loadSegments(client, copyOf(part[0]!, part.at(-1)!))));
    from += part.length;
  }
  return segments;
}

const copyOf = (first: number, last: number): string =>
  `copy (select ${vacancyColumns()} from vacancy v where v.id between ${first} and ${last} order by v.id)
   to stdout (format binary)`;

/** A reader's index of these segments, with everything open in it. */
export function indexOf(segments: readonly Segment[]): FreshIndex {
  const clusters = new Map<number, number>();
  const numberOf = (cluster: number): number => {
    const known = clusters.get(cluster) ?? clusters.size;
    clusters.set(cluster, known);
    return known;
  };
  const index = new FreshIndex();
  const given = segments.map((segment, number) => ({
    number,
    segment,
    clusters: Int32Array.from(segment.facts.cluster, numberOf),
  }));
  const size = { clusters: clusters.size, bytes: 0 };
  index.take({ segments: given, gone: [], ...size, complete: true, since: null, oldest: null });
  return index;
}

/** The ordinals of a set, ascending. */
export function ordinalsOf({ n, list, bits }: DocSet): number[] {
  if (bits === null) return [...list.subarray(0, n)];
  const found: number[] = [];
  for (let doc = 0; doc < bits.length * 32; doc++) if ((bits[doc >> 5]! >>> (doc & 31)) & 1) found.push(doc);
  return found;
}
