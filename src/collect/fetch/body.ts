import { FeedError } from '../formats/inflate.js';
import { faultOf } from './fault-of.js';

/** An answer that ended before it was whole: asked again it may come whole. */
export class BrokenAnswer extends FeedError {}

/** What a server must bring at least: so many bytes in so many milliseconds of waiting for it. */
export interface LeastRate {
  bytes: number;
  ms: number;
}

// A vacancy of 3 KB in three seconds. Slower, a feed of 100 MB would keep us for more than a day.
export const LEAST_RATE: LeastRate = { bytes: 60 * 1024, ms: 60_000 };

/**
 * The bytes of an answer as they come. Throws BrokenAnswer where the connection breaks, and FeedError for a server that
 * keeps us waiting: one byte a second never runs into a timeout. Our own work on the bytes does not count as waiting.
 */
export async function* readBody(
  chunks: AsyncIterable<Uint8Array>,
  { url, least = LEAST_RATE }: { url: URL; least?: LeastRate | undefined },
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let waited = 0;
  let brought = 0;
  try {
    for (;;) {
      const begun = performance.now();
      const next = await iterator.next();
      if (next.done) return;
      waited += performance.now() - begun;
      brought += next.value.length;
      if (waited >= least.ms) {
        if (brought < least.bytes) throw new FeedError(tooSlow(url, { waited, brought }));
        [waited, brought] = [0, 0];
      }
      yield next.value;
    }
  } catch (error) {
    throw error instanceof FeedError ? error : new BrokenAnswer(faultOf(error, url));
  } finally {
    await iterator.return?.();
  }
}

const tooSlow = ({ host }: URL, { waited, brought }: { waited: number; brought: number }): string =>
  `${host} sends too slowly: ${brought} bytes in ${Math.round(waited / 1000)} s. It is asked again later.`;
