import type { DataSource, EntityManager } from 'typeorm';
import { addCandidate, type Candidate } from '../compose/choose.js';
import { openSearches } from '../compose/found.sql.js';
import { withoutTold } from '../compose/news.js';
import { lockPerson, planAnew } from '../compose/plan.sql.js';
import { previewOf } from '../compose/preview.sql.js';
import { type ComposeTools, tell } from '../compose/tell.js';

/** The peer of `bench compose`: a transaction a person and a query a saved search. Answers how many digests it made. */
export async function onePersonAtATime(
  db: DataSource,
  tools: ComposeTools,
  { count, now }: { count: number; now: Date },
): Promise<number> {
  await planAnew(db.manager);
  let digests = 0;
  for (let id = 1; id <= count; id++) {
    digests += await db.transaction((tx) => tellOne(tx, tools, { subscriberId: String(id), now }));
  }
  return digests;
}

async function tellOne(
  tx: EntityManager,
  tools: ComposeTools,
  { subscriberId, now }: { subscriberId: string; now: Date },
): Promise<number> {
  const person = await lockPerson(tx, subscriberId, now);
  if (person === null) return 0;
  const searches = await openSearches(tx, [subscriberId], now);
  const candidates = new Map<string, Candidate>();
  for (const search of searches) {
    for (const found of await previewOf(tx, search, now))
      addCandidate(candidates, search, { ...found, seq: BigInt(found.seq) });
  }
  const all = {
    person,
    searches,
    candidates: [...candidates.values()],
    cut: new Set<string>(),
    told: person,
  };
  const occasion = {
    kind: 'asked' as const,
    slot: now.toISOString(),
    expiresAt: new Date(now.getTime() + 3_600_000),
  };
  const [news] = await withoutTold(tx, [all]);
  const { digests } = await tell(tx, tools, { tellings: [{ ...news!, occasion }], now });
  return digests;
}
