import type { ReadItem } from '../posting.js';
import type { FileInput, Format } from './format.js';
import { habrCareer } from './habr-career.js';
import { hh } from './hh.js';
import { ndjson } from './ndjson.js';
import { savedAnswers } from './saved-answers.js';
import { superjob } from './superjob.js';
import { trudvsem } from './trudvsem.js';
import { yandexRabota } from './yandex-rabota.js';

/** Every format that a source may have. A new one: its file beside this, its tests, a line here. */
export const FORMATS: readonly Format[] = [ndjson, yandexRabota, trudvsem, hh, superjob, habrCareer];

/** The format of that name, or undefined. */
export const formatOf = (name: string): Format | undefined => FORMATS.find((format) => format.name === name);

/** The postings of one document: a feed, or a saved answer of an API. */
export const readDocument = (format: Format, input: FileInput): AsyncIterable<ReadItem> =>
  format.kind === 'paged' ? savedAnswers(format, input) : format.read(input);
