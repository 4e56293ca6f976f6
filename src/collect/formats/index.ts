import type { ReadItem } from '../posting.js';
import { arbeitnow } from './arbeitnow.js';
import { ashby } from './ashby.js';
import { csv } from './csv.js';
import type { FileInput, Format } from './format.js';
import { greenhouse } from './greenhouse.js';
import { habrCareer } from './habr-career.js';
import { hh } from './hh.js';
import { indeedXml } from './indeed-xml.js';
import { json } from './json.js';
import { jsonld } from './jsonld.js';
import { lever } from './lever.js';
import { ndjson } from './ndjson.js';
import { remotive } from './remotive.js';
import { rss } from './rss.js';
import { savedAnswers } from './saved-answers.js';
import { savedPage } from './saved-page.js';
import { superjob } from './superjob.js';
import { trudvsem } from './trudvsem.js';
import { trudvsemBulk } from './trudvsem-bulk.js';
import { yandexRabota } from './yandex-rabota.js';

/** Every format that a source may have. A new one: its file beside this, its tests, a line here. */
export const FORMATS: readonly Format[] = [
  ndjson,
  csv,
  json,
  yandexRabota,
  trudvsem,
  trudvsemBulk,
  hh,
  superjob,
  habrCareer,
  greenhouse,
  lever,
  ashby,
  remotive,
  arbeitnow,
  rss,
  indeedXml,
  jsonld,
];

/** The format of that name, or undefined. */
export const formatOf = (name: string): Format | undefined => FORMATS.find((format) => format.name === name);

/** The postings of one document: a feed, a saved answer of an API, or a saved web page. */
export function readDocument(format: Format, input: FileInput): AsyncIterable<ReadItem> {
  if (format.kind === 'paged') return savedAnswers(format, input);
  return format.kind === 'site' ? savedPage(format, input) : format.read(input);
}
