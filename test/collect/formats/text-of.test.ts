import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { FeedError, inflate } from '../../../src/collect/formats/inflate.js';
import { textOf } from '../../../src/collect/formats/text-of.js';
import { windows1251 } from './windows-1251.js';

const RUSSIAN = 'Съешь ещё этих мягких французских булок, да выпей же чаю. № 7 — «ура»';

describe('the encoding of a feed', () => {
  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(RUSSIAN)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${RUSSIAN}`)],
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${RUSSIAN}`, 'utf16le')],
    ['UTF-16BE with a mark', Buffer.from(`\ufeff${RUSSIAN}`, 'utf16le').swap16()],
    ['windows-1251 that nobody declared', windows1251(RUSSIAN)],
  ])('%s is told by the bytes, in pieces of any size', async (_, bytes) => {
    for (const size of [512, 100_000]) expect(await read(bytes, { size })).toBe(RUSSIAN);
  });

  test('one byte a piece is enough', async () => {
    for (const bytes of [Buffer.from(RUSSIAN), windows1251(RUSSIAN)]) {
      expect(await read(bytes, { size: 1 })).toBe(RUSSIAN);
    }
  });

  test('the prolog of an XML document says it, and the header says it louder', async () => {
    const document = `<?xml version="1.0" encoding="windows-1251"?><a>${RUSSIAN}</a>`;
    expect(await read(windows1251(document))).toBe(document);
    expect(await read(Buffer.from(document), { encoding: 'utf-8' })).toBe(document);
  });

  test('Russian that begins after a long stretch of ASCII is still told', async () => {
    const text = `${'{"title":"Driver"}\n'.repeat(20_000)}${RUSSIAN}`;
    expect((await read(windows1251(text))).endsWith(RUSSIAN)).toBe(true);
    expect((await read(Buffer.from(text))).endsWith(RUSSIAN)).toBe(true);
  });

  test('a broken byte in good UTF-8 does not turn the feed into windows-1251', async () => {
    const bytes = Buffer.concat([Buffer.from(RUSSIAN), Buffer.from([0xff]), Buffer.from(RUSSIAN)]);
    expect(await read(bytes)).toBe(`${RUSSIAN}\ufffd${RUSSIAN}`);
  });

  test('one that nobody knows is refused in a sentence', async () => {
    const document = '<?xml version="1.0" encoding="klingon-8"?><a/>';
    await expect(read(Buffer.from(document))).rejects.toThrow(
      'The feed says that its encoding is "klingon-8", which is not known here.',
    );
  });
});

describe('inflating', () => {
  test('a file that is not gzip passes as it is', async () => {
    expect(await read(Buffer.from('plain'))).toBe('plain');
  });

  test('a damaged or truncated file is refused in a sentence, after what could be read', async () => {
    const whole = gzipSync(Array.from({ length: 50_000 }, (_, i) => `row ${i * 7919}`).join('\n'));
    const seen: number[] = [];
    const reading = async (bytes: Buffer) => {
      for await (const chunk of inflate(piecesOf(bytes, 4096))) seen.push(chunk.length);
    };
    await expect(reading(whole.subarray(0, whole.length / 2))).rejects.toThrow(FeedError);
    expect(seen.length).toBeGreaterThan(0);
    const damaged = Buffer.from(whole);
    damaged.fill(0, 2000, 2100);
    await expect(reading(damaged)).rejects.toThrow('The compressed file is damaged or not whole');
  });

  test('a bomb is stopped by its ratio and a giant by its size', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2), { level: 9 });
    await expect(drain(inflate(piecesOf(bomb, 65536)))).rejects.toThrow(
      'inflates to more than 200 times its size',
    );
    const bounds = { maxBytes: 1000, maxRatio: 1e9 };
    await expect(drain(inflate(piecesOf(Buffer.alloc(1001), 100), bounds))).rejects.toThrow(
      'larger than 1000 bytes',
    );
  });

  test('a source that breaks off is told as it is', async () => {
    async function* broken() {
      yield gzipSync('начало').subarray(0, 12);
      throw new Error('connection reset');
    }
    await expect(drain(inflate(broken()))).rejects.toThrow('connection reset');
  });

  test('whoever stops reading early leaves nothing open', async () => {
    let ended = false;
    async function* source() {
      try {
        for (let i = 0; i < 1000; i++) yield gzipSync(Buffer.alloc(100_000, `${i}`));
      } finally {
        ended = true;
      }
    }
    for await (const _ of inflate(source())) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(true);
  });
});

function piecesOf(bytes: Buffer, size: number): Readable {
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => i * size);
  return Readable.from(starts.map((start) => bytes.subarray(start, start + size)));
}

async function read(bytes: Buffer, { size = 65536, encoding }: { size?: number; encoding?: string } = {}) {
  let text = '';
  const input = { bytes: piecesOf(bytes, size), ...(encoding && { encoding }) };
  for await (const piece of textOf(input)) text += piece;
  return text;
}

async function drain(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of chunks);
}
