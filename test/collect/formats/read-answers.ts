import type { PagedFormat } from '../../../src/collect/formats/format.js';
import { type NormalPosting, normalisePosting } from '../../../src/collect/normalise/normalise-posting.js';
import { readCatalogue } from '../../../src/collect/places/catalogue.js';
import { placeResolver } from '../../../src/collect/places/resolve.js';
import type { RawPosting } from '../../../src/collect/posting.js';
import { NOTHING_EARLIER } from '../../../src/collect/sources/earlier.js';
import { pagedItems } from '../../../src/collect/sources/paged-items.js';

/** The postings of one saved answer. */
export const postingsOf = (format: PagedFormat, answer: unknown): RawPosting[] =>
  format
    .readPage(JSON.stringify(answer), null)
    .items.flatMap((item) => (item.kind === 'posting' ? item.posting : []));

const resolvePlaces = placeResolver(readCatalogue());

/** The one posting of an answer as it is stored; a dollar is 90 roubles here. */
export function storedAs(format: PagedFormat, answer: unknown): NormalPosting {
  const [raw, ...more] = postingsOf(format, answer);
  if (raw === undefined || more.length > 0) throw new Error('The answer is to hold one posting.');
  const read = normalisePosting(raw, {
    resolvePlaces,
    rateOf: (currency) => ({ RUB: 1, USD: 90 })[currency],
  });
  if (read.kind === 'refused') throw new Error(read.detail);
  return read.posting;
}

/** Asks an API that answers so until it ends; the addresses asked, and the ids that came. */
export async function askAll(
  format: PagedFormat,
  { url, answer }: { url: string; answer: (url: URL) => unknown },
): Promise<{ asked: string[]; ids: (string | null | undefined)[] }> {
  const asked: string[] = [];
  const ids: (string | null | undefined)[] = [];
  const fetchPage = async (at: URL) => {
    asked.push(at.search);
    return { text: JSON.stringify(answer(at)), etag: null, lastModified: null };
  };
  for await (const item of pagedItems(format, { url: new URL(url), earlier: NOTHING_EARLIER, fetchPage })) {
    if (item.kind === 'posting') ids.push(item.posting.externalId);
  }
  return { asked, ids };
}

/** What stands where a board never had it. */
const ODD_VALUES: unknown[] = [
  null,
  '',
  'слово',
  0,
  -7,
  true,
  [],
  [null, [], 5],
  {},
  { id: { id: [] }, name: null, title: {} },
];

// What one word of a posting is read into, where that is more than one thing.
const TOGETHER: Record<string, string> = {
  placeText: 'place',
  placeIds: 'place',
  cityKey: 'place',
  schedule: 'work',
  workFormat: 'work',
};

/** The odd values that change more of a vacancy than what this one field of it becomes. */
export const spoiledBy = (
  format: PagedFormat,
  vacancy: Record<string, unknown>,
  field: string,
): unknown[] => {
  const whole = Object.entries(storedAs(format, vacancy));
  return ODD_VALUES.filter((odd) => {
    const read: Record<string, unknown> = { ...storedAs(format, { ...vacancy, [field]: odd }) };
    const changed = whole.filter(([name, value]) => JSON.stringify(read[name]) !== JSON.stringify(value));
    return new Set(changed.map(([name]) => TOGETHER[name] ?? name)).size > 1;
  });
};
