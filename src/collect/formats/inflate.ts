import { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';

/** The bounds of a feed: a hostile one must not fill the memory or the disk. */
export interface Bounds {
  /** Bytes after inflating. */
  maxBytes: number;
  /** Inflated bytes for one compressed byte; plain text seldom goes beyond 20. */
  maxRatio: number;
}

export const BOUNDS: Bounds = { maxBytes: 2 * 1024 ** 3, maxRatio: 200 };

/** A feed that cannot be read as a whole; the message is a sentence for people. */
export class FeedError extends Error {}

/** The bytes of a feed, inflated where they begin as gzip does. Throws FeedError beyond the bounds or when cut short. */
export async function* inflate(
  bytes: AsyncIterable<Uint8Array>,
  bounds = BOUNDS,
): AsyncGenerator<Uint8Array> {
  const read = { bytes: 0 };
  const counted = countBytes(bytes, read);
  const first = await firstBytes(counted, HEAD_BYTES);
  const whole = rejoin(first, counted);
  const gzipped = first[0] === 0x1f && first[1] === 0x8b;
  let given = 0;
  for await (const chunk of gzipped ? gunzip(whole) : whole) {
    given += chunk.length;
    if (given > bounds.maxBytes) throw new FeedError(`The feed is larger than ${bounds.maxBytes} bytes.`);
    if (gzipped && given > FREE_BYTES && given > read.bytes * bounds.maxRatio) {
      throw new FeedError(`The feed inflates to more than ${bounds.maxRatio} times its size.`);
    }
    yield chunk;
  }
}

// Enough for the prolog of an XML document, which names the encoding.
const HEAD_BYTES = 512;
// A small file of blanks may well inflate a thousandfold and hurts nobody.
const FREE_BYTES = 16 * 1024 ** 2;

async function* countBytes(
  bytes: AsyncIterable<Uint8Array>,
  read: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    read.bytes += chunk.length;
    yield chunk;
  }
}

async function firstBytes(bytes: AsyncGenerator<Uint8Array>, count: number): Promise<Buffer> {
  let first = Buffer.alloc(0);
  while (first.length < count) {
    const next = await bytes.next();
    if (next.done) break;
    first = Buffer.concat([first, next.value]);
  }
  return first;
}

async function* rejoin(first: Buffer, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  yield* rest;
}

async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes, { objectMode: false });
  const unzip: Gunzip = createGunzip();
  // An error of the source has to reach whoever reads the far end.
  source.on('error', (error) => unzip.destroy(error));
  try {
    for await (const chunk of source.pipe(unzip)) yield chunk as Buffer;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('Z_')) throw error;
    throw new FeedError(`The compressed file is damaged or not whole (${(error as Error).message}).`);
  } finally {
    source.destroy();
    unzip.destroy();
  }
}
