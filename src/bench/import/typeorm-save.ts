import { type DataSource, In } from 'typeorm';
import { formatOf, readDocument } from '../../collect/formats/index.js';
import { readFeedFile } from '../../collect/formats/open-file.js';
import {
  type Knowledge,
  type NormalPosting,
  normalisePosting,
} from '../../collect/normalise/normalise-posting.js';
import { readCatalogue } from '../../collect/places/catalogue.js';
import { placeResolver } from '../../collect/places/resolve.js';
import { ensureSource } from '../../collect/source.sql.js';
import { insertVacancies } from '../../collect/vacancies.sql.js';
import { analysed, laidOut } from '../../collect/vacancy-row.js';
import { analyse, toTsvector } from '../../language/document.js';
import { Cluster } from '../../store/cluster.entity.js';
import { Vacancy } from '../../store/vacancy.entity.js';
import { type Spent, spentWith } from '../match/processor-time.js';

/** What the peer took for its sample: the feed when it was new, the same again, and the storing of the new alone. */
export interface SaveTimes {
  postings: number;
  new: Spent;
  unchanged: Spent;
  storing: Spent;
  /** The same rows, stored as ours stores them. */
  ourStoring: Spent;
}

const BATCH = 500;

/**
 * What people write: each posting becomes an entity, and `repository.save` takes 500 at a time. Reading and analysing
 * are ours, for that is not what is compared. It is spared employers and clusters: all its vacancies are in one.
 */
export async function typeormSave(
  db: DataSource,
  sample: { format: string; file: string; postings: number; now: Date },
): Promise<SaveTimes> {
  const { now, format } = sample;
  const sourceId = await ensureSource(db, { name: 'typeorm', format }, now);
  const cluster = await db.getRepository(Cluster).save({ createdAt: now });
  const saving = { sourceId, clusterId: cluster.id, now };
  const save = (postings: readonly NormalPosting[]) => saveBatch(db, postings, saving);
  const first = await spentWith(db, () => inBatches(sample, save));
  const again = await spentWith(db, () => inBatches(sample, save));
  const entities: Partial<Vacancy>[] = [];
  const rows: Row[] = [];
  await inBatches(sample, async (postings) => {
    entities.push(...postings.map((posting) => entityOf(posting, saving)));
    rows.push(...postings.map((posting) => rowOf(posting, cluster.id)));
  });
  await db.query('delete from vacancy where source_id = $1', [sourceId]);
  const storing = await spentWith(db, () =>
    inSlices(entities, BATCH, (some) => db.getRepository(Vacancy).save(some)),
  );
  await db.query('delete from vacancy where source_id = $1', [sourceId]);
  const ourStoring = await spentWith(db, () =>
    inSlices(rows, OUR_BATCH, (some) =>
      db.transaction((tx) => insertVacancies(tx, { source: sourceId, rows: some, now, seenAt: now })),
    ),
  );
  return { postings: entities.length, new: first, unchanged: again, storing, ourStoring };
}

// About as many as a batch of run-intake.ts holds.
const OUR_BATCH = 100;

type Row = Parameters<typeof insertVacancies>[1]['rows'][number];

async function inBatches(
  { format, file, postings: most }: { format: string; file: string; postings: number },
  work: (postings: readonly NormalPosting[]) => Promise<void>,
): Promise<void> {
  const knowledge: Knowledge = {
    resolvePlaces: placeResolver(readCatalogue()),
    rateOf: (currency) => (currency === 'RUB' ? 1 : undefined),
  };
  let batch: NormalPosting[] = [];
  let taken = 0;
  for await (const item of readDocument(formatOf(format)!, { bytes: readFeedFile(file) })) {
    const read = item.kind === 'posting' ? normalisePosting(item.posting, knowledge) : null;
    if (read?.kind === 'taken') batch.push(read.posting);
    taken++;
    if (batch.length === BATCH || taken === most) {
      await work(batch);
      batch = [];
    }
    if (taken === most) return;
  }
}

async function inSlices<T>(
  all: readonly T[],
  size: number,
  work: (some: T[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < all.length; start += size) await work(all.slice(start, start + size));
}

interface Saving {
  sourceId: number;
  clusterId: string;
  now: Date;
}

async function saveBatch(db: DataSource, postings: readonly NormalPosting[], saving: Saving): Promise<void> {
  const repository = db.getRepository(Vacancy);
  const externalIds = postings.map(({ externalId }) => externalId);
  const stored = await repository.findBy({ sourceId: saving.sourceId, externalId: In(externalIds) });
  const byId = new Map(stored.map((vacancy) => [vacancy.externalId, vacancy]));
  await repository.save(
    postings.map((posting) => {
      const known = byId.get(posting.externalId);
      const entity = entityOf(posting, saving);
      return known === undefined
        ? entity
        : repository.merge(known, { ...entity, firstSeenAt: known.firstSeenAt });
    }),
  );
}

function entityOf(posting: NormalPosting, { sourceId, clusterId, now }: Saving): Partial<Vacancy> {
  const { row, fields } = laidOut(posting, null);
  return {
    sourceId,
    clusterId,
    externalId: row.external_id,
    origin: row.origin,
    url: row.url,
    title: row.title,
    employerName: row.employer_name,
    agency: row.agency,
    placeText: row.place_text,
    placeIds: row.place_ids,
    cityKey: row.city_key,
    payFrom: row.pay_from === null ? null : String(row.pay_from),
    payTo: row.pay_to === null ? null : String(row.pay_to),
    payCurrency: row.pay_currency,
    payGross: row.pay_gross,
    payPeriod: row.pay_period,
    payText: row.pay_text,
    payMonthRub: row.pay_month_rub,
    payPointRub: row.pay_point_rub,
    experience: row.experience,
    schedule: row.schedule,
    employment: row.employment,
    skills: row.skills,
    body: row.body,
    publishedAt: row.published_at,
    expiresAt: row.expires_at,
    firstSeenAt: now,
    lastSeenAt: now,
    contentHash: row.content_hash,
    document: toTsvector(analyse(fields)),
    analyser: row.analyser,
  };
}

function rowOf(posting: NormalPosting, clusterId: string): Row {
  return { ...analysed(posting, null).row, cluster_id: clusterId, expired: false };
}
