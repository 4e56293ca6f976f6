import type { DataSource } from 'typeorm';
import { employerIds } from '../../collect/employers.sql.js';
import type { NormalPosting } from '../../collect/normalise/normalise-posting.js';
import { ensureSource } from '../../collect/source.sql.js';
import { laidOut } from '../../collect/vacancy-row.js';
import { analyse, toTsvector } from '../../language/document.js';
import { seededDice, shuffle } from './chances.js';
import { facetsOf } from './facets.js';
import type { Material } from './material.js';
import { mutator } from './mutate.js';
import { buildIndexes, dropIndexes, insertVacancies, type NumberedVacancy } from './vacancies.sql.js';

// 500 are about 2 MB of JSON.
const BATCH = 500;
const DAY = 86_400_000;

/** How many vacancies to make, and of what. */
export interface VacanciesOrder {
  material: Material;
  seed: number;
  now: Date;
  /** Published before: first seen in the weeks before the last one, from `days` (30) ago on. */
  older: number;
  days?: number;
  /** What was first seen more days ago is closed; nothing is, unless said. */
  openDays?: number;
  /** First seen in the last seven days. */
  fresh: number;
}

/**
 * Writes vacancies straight into the table, each in a cluster of its own, numbered in the order of writing. The same
 * seed makes the same words, and the first 10,000 of 50,000 are those that 10,000 would be.
 */
export async function fillVacancies(db: DataSource, order: VacanciesOrder): Promise<void> {
  const source = await ensureSource(db, { name: 'bench', format: 'ndjson', title: 'bench' }, order.now);
  const postings = postingStream(order);
  const indexes = await dropIndexes(db);
  const upto = order.older + order.fresh;
  let writing: Promise<unknown> = Promise.resolve();
  for (let made = 0; made < upto; made += BATCH) {
    const batch = takeFrom(postings, Math.min(BATCH, upto - made));
    const rows = await rowsOf(db, batch, { source, order, made });
    await writing;
    // Postgres writes one batch while the next is analysed.
    writing = insertVacancies(db, rows);
    writing.catch(() => undefined);
  }
  await writing;
  await buildIndexes(db, indexes);
}

/** Real postings in a shuffled order, then mutated copies without end. */
export function* postingStream({
  material,
  seed,
}: Pick<VacanciesOrder, 'material' | 'seed'>): Generator<NormalPosting> {
  const dice = seededDice('vacancies', seed);
  const facets = facetsOf(material.postings);
  for (const posting of shuffle([...material.postings], dice)) yield facets.filled(posting, dice);
  const mutate = mutator(material.postings, facets);
  for (;;) yield facets.filled(mutate(dice), dice);
}

function takeFrom<T>(stream: Iterator<T>, count: number): T[] {
  return Array.from({ length: count }, () => stream.next().value as T);
}

async function rowsOf(
  db: DataSource,
  postings: readonly NormalPosting[],
  { source, order, made }: { source: number; order: VacanciesOrder; made: number },
): Promise<NumberedVacancy[]> {
  const named = postings.flatMap(({ employer, agency }) =>
    employer === null ? [] : { ...employer, agency },
  );
  const ids = await employerIds(db.manager, named);
  return postings.map((posting, i): NumberedVacancy => {
    const number = made + i + 1;
    const employerId = posting.employer === null ? null : ids.get(posting.employer.key)!;
    const seen = firstSeen(number, order);
    const closed = order.now.getTime() - seen.getTime() > (order.openDays ?? Infinity) * DAY;
    const { row, fields } = laidOut(posting, employerId);
    return {
      ...row,
      content_hash: `\\x${row.content_hash.toString('hex')}`,
      document: toTsvector(analyse(fields)),
      // Not in the order of the publish numbers, and numbers have gaps, as in life: who confuses the two is found out.
      id: (number ^ 5) + 1_000,
      seq: number * 3,
      cluster_id: number,
      source_id: source,
      external_id: String(number),
      first_seen_at: seen.toISOString(),
      last_seen_at: seen.toISOString(),
      closed_at: closed ? order.now.toISOString() : null,
      closed_reason: closed ? 'missing' : null,
      missed_runs: 0,
    };
  });
}

function firstSeen(number: number, { older, fresh, now, days = 30 }: VacanciesOrder): Date {
  const age = number <= older ? days - ((days - 7) * number) / older : 7 - (7 * (number - older)) / fresh;
  return new Date(now.getTime() - Math.round(age * DAY));
}
