import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { EMPLOYMENT, EXPERIENCE, SCHEDULE } from '../../language/filters.js';

/** A city of the demo, with the pay level that its vacancies follow. */
export interface DemoCity {
  /** As the catalogue labels it: «Киров (Кировская область)». */
  name: string;
  /** Roubles a month: half-way between the median and the mean of its vacancies, for both are to be met. */
  level: number;
  /** The share of its vacancies that state no pay, 0 to 1. */
  silent: number;
  /** Vacancies seen there in a year: how often the city is chosen. */
  weight: number;
}

export interface DemoEmployer {
  name: string;
  about: string;
}

export type Profession = z.infer<typeof profession>;

/** What the demo vacancies are composed of: catalogue/demo/*.json and catalogue/demo-pay-by-city.csv. */
export interface DemoContent {
  cities: DemoCity[];
  professions: Profession[];
  /** By field: trade, medicine … */
  employers: Record<string, DemoEmployer[]>;
  agencies: DemoEmployer[];
}

// The same depth from src/ and from dist/.
const CATALOGUE = new URL('../../../catalogue/', import.meta.url);

const phrases = z.array(z.string().min(1));
const profession = z.object({
  title: z.string(),
  /** Other names of the same job. */
  also: phrases.default([]),
  /** Fields whose employers hire for it. */
  fields: phrases.min(1),
  weight: z.number().positive(),
  /** Times the level of the city. */
  pay: z.number().positive(),
  experience: z.array(z.enum(EXPERIENCE)).min(1),
  schedule: z.array(z.enum(SCHEDULE)).min(1),
  employment: z.array(z.enum(EMPLOYMENT)).min(1),
  skills: phrases,
  duties: phrases.min(5),
  /** «{стаж}» stands for the years asked; such a phrase is left out where none are. */
  requirements: phrases.min(4),
  conditions: phrases,
});
const employers = z.record(z.string(), z.array(z.object({ name: z.string(), about: z.string() })));

let content: DemoContent | undefined;

/** The content, read once. */
export function demoContent(): DemoContent {
  content ??= readContent();
  return content;
}

function readContent(): DemoContent {
  const files = readdirSync(new URL('demo/', CATALOGUE)).filter((name) => name.endsWith('.json'));
  const professionFiles = files.filter((name) => name !== 'employers.json').sort();
  const { agencies = [], ...byField } = employers.parse(readJson('employers.json'));
  return {
    cities: readCities(),
    professions: professionFiles.flatMap((name) => z.array(profession).parse(readJson(name))),
    employers: byField,
    agencies,
  };
}

const readJson = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`demo/${name}`, CATALOGUE), 'utf8'));

function readCities(): DemoCity[] {
  const lines = readFileSync(new URL('demo-pay-by-city.csv', CATALOGUE), 'utf8').trim().split(/\r?\n/);
  return lines.slice(1).map((line) => {
    const [name = '', mean, median, withPay, total] = line.split(',');
    return {
      name: name.replace(/\s*\(/, ' ('),
      level: (Number(mean) + Number(median)) / 2,
      silent: 1 - Number(withPay) / Number(total),
      weight: Number(total),
    };
  });
}
