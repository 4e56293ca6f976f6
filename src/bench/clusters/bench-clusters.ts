import type { DataSource } from 'typeorm';
import { assignClusters } from '../../collect/clusters/assign.js';
import { copyKeys } from '../../collect/clusters/keys.js';
import { type Dice, diceFor } from '../../collect/demo/dice.js';
import type { NormalPosting } from '../../collect/normalise/normalise-posting.js';
import { ensureSource } from '../../collect/source.sql.js';
import type { World } from '../../kit/command.js';
import { simhash64 } from '../../language/simhash.js';
import { type Token, tokens } from '../../language/tokens.js';
import { facetsOf } from '../match/facets.js';
import { readMaterial } from '../match/material.js';
import { mutator } from '../match/mutate.js';
import { spentWith } from '../match/processor-time.js';
import { type BenchReport, machine, round, taken } from '../measure.js';
import { inScratch } from '../scratch.js';
import { naiveSimhash } from './naive-simhash.js';
import { insertBare } from './vacancies.sql.js';

const LONG = 400;
const BATCH = 200;
/** Looking at the server's processes takes as long as a batch does. */
const BATCHES_WEIGHED = 10;
/** Of the texts so many are copies of one before them, word for word or with another number in them. */
const COPIES = 0.1;
const MOST_RECENT = 5_000;

/**
 * SimHash of the whole texts at hand, and beside it as it is usually written; then clusters for `count` texts through
 * Postgres, as an importer asks for them: keys, look-up, new clusters, and storing no more of a vacancy than that; not the reading of words.
 */
export async function benchClusters(world: World, count: number, now: Date): Promise<BenchReport> {
  const { note, postings } = await readMaterial(now);
  const whole = postings.filter(({ body }) => body.length >= LONG);
  const ours = await microsecondsEach(whole, simhash64);
  const naive = await microsecondsEach(whole, naiveSimhash);
  const mutate = mutator(whole, facetsOf(postings));
  const clustered = await inScratch(world, (db) => cluster(db, { count, make: maker(mutate), now }));
  return {
    bench: 'clusters',
    ours: { simhashTexts: whole.length, simhashMicroseconds: round(ours), ...clustered },
    peers: { 'naive SimHash': { microseconds: round(naive) } },
    ratios: { 'naive SimHash': round(naive / ours) },
    machine: await machine((sql) => world.db.query(sql)),
    ...(note !== null && { notes: [note] }),
  };
}

/** Of texts whose words have just been read, a batch at a time, as an importer has them. */
async function microsecondsEach(
  postings: readonly NormalPosting[],
  hash: (text: Token[]) => unknown,
): Promise<number> {
  let total = 0;
  for (let from = 0; from < postings.length; from += BATCH) {
    const texts = postings.slice(from, from + BATCH).map(({ body }) => tokens(body));
    const { cpu } = await taken(async () => texts.forEach(hash));
    total += cpu;
  }
  return (total * 1e6) / postings.length;
}

/** Ever new texts, and copies of the last few thousand. */
function maker(mutate: (dice: Dice) => NormalPosting): () => NormalPosting {
  const dice = diceFor('clusters');
  const recent: NormalPosting[] = [];
  return () => {
    if (recent.length > 0 && dice.chance(COPIES)) {
      const copied = dice.pick(recent);
      return { ...copied, body: `${copied.body}\n${dice.whole(1, 99)}` };
    }
    const made = mutate(dice);
    recent[recent.length < MOST_RECENT ? recent.length : dice.whole(0, MOST_RECENT - 1)] = made;
    return made;
  };
}

async function cluster(
  db: DataSource,
  { count, make, now }: { count: number; make: () => NormalPosting; now: Date },
): Promise<Record<string, number>> {
  const source = await ensureSource(db, { name: 'bench', format: 'ndjson' }, now);
  const total = { cpu: 0, postgres: 0 };
  for (let done = 0; done < count; done += BATCH * BATCHES_WEIGHED) {
    const texts = Array.from({ length: Math.min(BATCH * BATCHES_WEIGHED, count - done) }, () => {
      const posting = make();
      return { posting, body: tokens(posting.body) };
    });
    const spent = await spentWith(db, async () => {
      for (let at = 0; at < texts.length; at += BATCH) await store(texts.slice(at, at + BATCH));
    });
    total.cpu += spent.cpu;
    total.postgres += spent.postgres;
  }
  const [{ clusters }] = await db.query('select count(distinct cluster_id)::int as clusters from vacancy');
  return {
    texts: count,
    clusters,
    cpuSeconds: round(total.cpu),
    postgresCpuSeconds: round(total.postgres),
    microsecondsEach: round((total.cpu * 1e6) / count, 0),
  };

  function store(read: readonly { posting: NormalPosting; body: Token[] }[]): Promise<void> {
    return db.transaction(async (tx) => {
      const keyed = read.map(({ posting, body }) => ({
        ...copyKeys({ ...posting, employerKey: posting.employer?.key ?? null }, body),
        own: null,
      }));
      const ids = await assignClusters(tx, keyed, now);
      const rows = keyed.map((keys, i) => ({ ...keys, clusterId: ids[i]! }));
      await insertBare(tx, rows, { source, now });
    });
  }
}
