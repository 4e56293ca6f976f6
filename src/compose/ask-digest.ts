import type { DataSource, EntityManager } from 'typeorm';
import { addCandidate, byRank, type Candidate } from './choose.js';
import { hasDigest } from './digests.sql.js';
import { openSearches } from './found.sql.js';
import type { Standing } from './marks.js';
import { type News, readNews, withoutTold } from './news.js';
import { advance, type DuePerson, lockPerson, planAnew } from './plan.sql.js';
import { previewOf } from './preview.sql.js';
import { type ComposeTools, tell } from './tell.js';
import type { Occasion } from './telling.js';

const WORTH_SENDING_MS = 6 * 3_600_000;
const FIRST_LETTER = 10;

/**
 * A digest at a person's own wish. The first one looks back: up to ten vacancies of the last seven days, which then
 * count as told. Later ones tell what is new since the last. Answers how many vacancies are told; 0 sends no letter.
 */
export async function askDigest(
  db: DataSource,
  tools: ComposeTools,
  { subscriberId, now }: { subscriberId: string; now: Date },
): Promise<number> {
  await planAnew(db.manager);
  return db.transaction(async (tx) => {
    const person = await lockPerson(tx, subscriberId, now);
    if (person === null || person.ended) return 0;
    const isFirst = !(await hasDigest(tx, subscriberId));
    const [news] = isFirst ? await readPreview(tx, person, now) : await readNews(tx, [person], now);
    if (news === undefined) return 0;
    const expiresAt = new Date(now.getTime() + WORTH_SENDING_MS);
    const occasion: Occasion = { kind: 'asked', slot: now.toISOString(), expiresAt };
    const { digests } = await tell(tx, tools, { tellings: [{ ...news, occasion }], now });
    if (digests === 0) return 0;
    await advance(tx, [{ subscriberId, nextSlotAt: person.slotAt, ...news.told }]);
    return news.candidates.length;
  });
}

async function readPreview(tx: EntityManager, person: DuePerson, now: Date): Promise<News[]> {
  const searches = await openSearches(tx, [person.subscriberId], now);
  const candidates = new Map<string, Candidate>();
  for (const search of searches) {
    for (const found of await previewOf(tx, search, now)) {
      addCandidate(candidates, search, { ...found, seq: BigInt(found.seq) });
    }
  }
  const { toldUptoSeq, toldAt, held } = person;
  // It looks back: what is new since the searches were saved is still to be told at the slot.
  const told: Standing = { toldUptoSeq, toldAt, held };
  const all: News = { person, searches, candidates: [...candidates.values()], cut: new Set(), told };
  return (await withoutTold(tx, [all])).map((news) => ({ ...news, candidates: best(news.candidates) }));
}

const best = (candidates: Candidate[]): Candidate[] => candidates.sort(byRank).slice(0, FIRST_LETTER);
