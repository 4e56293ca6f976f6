import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { demoItems } from '../../collect/demo/demo-source.js';
import { ndjson } from '../../collect/formats/ndjson.js';
import { type NormalPosting, normalisePosting } from '../../collect/normalise/normalise-posting.js';
import { readCatalogue } from '../../collect/places/catalogue.js';
import { placeResolver } from '../../collect/places/resolve.js';
import type { ReadItem } from '../../collect/posting.js';
import { type Counted, counted } from './chances.js';

/** What the vacancies and searches of `bench match` are made of. */
export interface Material {
  /** A sentence for the report where it is not the real data. */
  note: string | null;
  postings: NormalPosting[];
  /** Vacancy titles, as often as they occur. */
  titles: Counted<string>[];
  /** What people type, without operators. */
  phrases: string[];
  /** Query strings with operators. */
  queries: string[];
}

// Beside the checkout, from src/ and from dist/ alike. None of it may be committed: most of it carries no licence.
const DATA = new URL('../../../../shared/data/', import.meta.url);

/** The real data beside the checkout where it is there, else what the demo makes. */
export const readMaterial = (now: Date): Promise<Material> =>
  existsSync(DATA) ? realMaterial() : demoMaterial(now);

/** What the demo lists: about 1,700 postings, and searches for their titles and skills. */
export async function demoMaterial(now: Date): Promise<Material> {
  const postings = await normalised(demoItems(now));
  const titles = counted(postings.map(({ title }) => title));
  return {
    note: 'There is no ../shared/data: the vacancies are mutated copies of the demo, whose texts are short and alike.',
    postings,
    titles,
    phrases: titles.map(({ value }) => value.toLowerCase()),
    queries: ['врач OR медсестра', 'название:водитель', 'продавец NOT стажёр', '"главный бухгалтер"'],
  };
}

async function realMaterial(): Promise<Material> {
  const files = ['vacancies-ru/full.jsonl.gz', 'vacancies-ru/snippet.jsonl.gz'];
  const postings = [];
  for (const file of files) {
    postings.push(...(await normalised(ndjson.read({ bytes: createReadStream(new URL(file, DATA)) }))));
  }
  const titles = await Promise.all(
    ['queries/titles-2022.tsv', 'queries/titles-all-professions-2026.tsv'].map(readTitles),
  );
  const queries: { q: string }[] = JSON.parse(await readText('queries/hh-query-strings.json'));
  return {
    note: null,
    postings,
    titles: titles.flat(),
    phrases: await readLines('queries/job-search-phrases-2251.txt'),
    queries: queries.map(({ q }) => q),
  };
}

async function readTitles(file: string): Promise<Counted<string>[]> {
  const lines = await readLines(file);
  return lines.map((line) => {
    const [count, value] = line.split('\t');
    return { value: value!, count: Number(count) };
  });
}

const readText = (file: string): Promise<string> => readFile(new URL(file, DATA), 'utf8');

const readLines = async (file: string): Promise<string[]> =>
  (await readText(file)).split(/\r?\n/).filter((line) => line.trim() !== '');

// A benchmark needs roubles, not the rates of a day.
const RUB: Record<string, number> = { RUB: 1, USD: 80, EUR: 90, KZT: 0.17, BYN: 27, UZS: 0.007 };

async function normalised(items: AsyncIterable<ReadItem>): Promise<NormalPosting[]> {
  const knowledge = {
    resolvePlaces: placeResolver(readCatalogue()),
    rateOf: (currency: string) => RUB[currency],
  };
  const postings: NormalPosting[] = [];
  for await (const item of items) {
    const read = item.kind === 'posting' ? normalisePosting(item.posting, knowledge) : null;
    if (read?.kind === 'taken') postings.push(read.posting);
  }
  return postings;
}
