import type { ClientBase } from 'pg';
import { hashBytes } from '../../search/fresh/bytes.js';
import { readInt8 } from '../../search/fresh/copy-reader.js';
import { DictionaryBuilder, findLexeme } from '../../search/fresh/dictionary.js';
import { readCopy } from '../../search/fresh/load-segments.js';

/** What the saved searches get of a run. */
export interface FannedOut {
  /** Saved searches with news. */
  savedWithNews: number;
  /** Pairs (saved search, vacancy). */
  savedPairs: number;
}

/**
 * Meets every saved search with what was found for its Search, if that lies beyond where its interest begins. In the
 * service this is part of composing, a batch of people at a time; here all at once, to know what it costs.
 */
export async function fanOut(client: ClientBase): Promise<FannedOut> {
  const builder = new DictionaryBuilder();
  const totals: number[] = [];
  const uptos: number[] = [];
  await readCopy(client, FOUND, {
    fields: 3,
    onRow: ({ bytes, starts }) => {
      const found = builder.intern(bytes, starts[0]!, starts[0]! + 8);
      totals[found] = (totals[found] ?? 0) + bytes.readInt32BE(starts[1]!);
      uptos[found] = Math.max(uptos[found] ?? 0, readInt8(bytes, starts[2]!));
    },
  });
  const searches = builder.finish();
  const fanned = { savedWithNews: 0, savedPairs: 0 };
  await readCopy(client, SAVED, {
    fields: 2,
    onRow: ({ bytes, starts }) => {
      const [start, end] = [starts[0]!, starts[0]! + 8];
      const found = findLexeme(searches, bytes, { start, end, hash: hashBytes(bytes, start, end) });
      if (found === -1 || readInt8(bytes, starts[1]!) >= uptos[found]!) return;
      fanned.savedWithNews++;
      fanned.savedPairs += totals[found]!;
    },
  });
  return fanned;
}

const FOUND = 'copy (select search_id, total, upto_seq from match) to stdout (format binary)';
const SAVED = 'copy bench_saved (search_id, since_seq) to stdout (format binary)';
