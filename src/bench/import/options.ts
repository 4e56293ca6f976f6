import { SayError } from '../../kit/command.js';
import { LAYOUTS } from './layouts.js';

/** What `bench import` is to measure. */
export interface ImportOptions {
  postings: number;
  /** The format of the feed, by its name. */
  format: string;
  seed: number;
}

/** The same as typed. */
export type TypedImportOptions = Partial<Record<keyof ImportOptions, string>>;

/** Reads the options, with the size of the issue where none is given; throws a sentence where one cannot be read. */
export function readImportOptions(typed: TypedImportOptions): ImportOptions {
  const { postings = '300000', format = 'ndjson', seed = '1' } = typed;
  if (!Object.hasOwn(LAYOUTS, format)) {
    const names = Object.keys(LAYOUTS).join(' and ');
    throw new SayError(`A feed can be made as ${names}, not as "${format}".`);
  }
  return {
    postings: wholeNumber(postings, { name: 'postings', least: 100 }),
    format,
    seed: wholeNumber(seed, { name: 'seed', least: 0 }),
  };
}

const MOST = 10_000_000;

function wholeNumber(text: string, { name, least }: { name: string; least: number }): number {
  const number = /^\d{1,8}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (number >= least && number <= MOST) return number;
  throw new SayError(`--${name} takes a whole number from ${least} to 10,000,000, not "${text}".`);
}
