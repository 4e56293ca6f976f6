import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { plainText } from '../../../src/collect/normalise/plain-text.js';

/** The real data, beside the project; absent in a stranger's clone. */
export const DATA = new URL('../../../../shared/data/', import.meta.url);

/** A statement of pay as it stands in the data, found again by the file, the row and a hash of its words. */
export interface RealStatement {
  file: string;
  row: number;
  hash: string;
  text: string;
}

export const hasData = (): boolean => existsSync(new URL('vacancies-ru/full.jsonl.gz', DATA));

/** The statements of every file that has pay in words, in the order of the files. */
export function realStatements(): RealStatement[] {
  return SOURCES.flatMap(({ file, texts }) =>
    texts(readText(file)).flatMap((row, at) =>
      row.map((text) => ({ file, row: at + 1, hash: hashOf(text), text })),
    ),
  );
}

/** Twelve hexadecimal digits of SHA-256: enough to tell ten thousand statements apart. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

interface Source {
  file: string;
  /** A list a row. */
  texts(content: string): string[][];
}

const SOURCES: Source[] = [
  { file: 'vacancies-ru/full.jsonl.gz', texts: ofVacancies },
  { file: 'vacancies-ru/snippet.jsonl.gz', texts: ofVacancies },
  {
    file: 'feeds/samples/rabota.ru-yandex-format-2022-08-30.xml',
    texts: (xml) => found(xml, /<salary>(.+?)<\/salary>/gs),
  },
  { file: 'feeds/samples/remotive.json', texts: (json) => listed(json, 'jobs', ['salary']) },
  {
    file: 'timeseries/cyberjobs-daily/2026-08-22.json.gz',
    texts: (json) => listed(json, null, ['salary', 'salary_inr']),
  },
  {
    file: 'feeds/samples/superjob-api-1.json',
    texts: (json) => listed(json, 'objects', ['candidat', 'compensation']),
  },
  {
    file: 'feeds/samples/habr-career-api-list-2026-01.json',
    texts: (json) => listed(json, 'list', ['salary']),
  },
  { file: 'vacancies-en/weworkremotely-all-other-2022-11.rss.gz', texts: ofItems },
  { file: 'feeds/samples/weworkremotely-design-2022-11.rss', texts: ofItems },
  { file: 'feeds/samples/weworkremotely-devops-2022-11.rss', texts: ofItems },
  { file: 'feeds/samples/weworkremotely-customer-support-2022-11.rss', texts: ofItems },
  { file: 'vacancies-en/linkedin-data-analyst-975.csv.gz', texts: (csv) => csv.split('\n').map(said) },
];

function readText(file: string): string {
  const bytes = readFileSync(new URL(file, DATA));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

type Row = Record<string, unknown>;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What a field says of pay: one that is pay is a statement whole, with its words where it is a record. */
function statedIn(row: Row, name: string): string[] {
  const value = row[name];
  if (!name.startsWith('salary')) return said(textOf(value));
  return [typeof value === 'object' ? textOf((value as Row | null)?.formatted) : textOf(value)];
}

function ofVacancies(content: string): string[][] {
  return content
    .trim()
    .split('\n')
    .map((line) => {
      const row = JSON.parse(line) as Row;
      const texts = ['title', 'description', 'requirement', 'responsibility'].map((name) =>
        textOf(row[name]),
      );
      const stated = textOf(row.salary_text);
      return [...(stated === '' || stated.startsWith('{') ? [] : [stated]), ...texts.flatMap(said)];
    });
}

function listed(json: string, key: string | null, fields: string[]): string[][] {
  const read = JSON.parse(json) as Row & Row[];
  const rows = (key === null ? read : read[key]) as Row[];
  return rows.map((row) => fields.flatMap((name) => statedIn(row, name)));
}

function found(content: string, pattern: RegExp): string[][] {
  return [...content.matchAll(pattern)].map((match) => [match[1]!]);
}

function ofItems(rss: string): string[][] {
  return found(rss, /<description>(.*?)<\/description>/gs).map(([text]) => said(plainText(text!)));
}

/** What a text says of pay: from the word for it to the end of its sentence. */
function said(text: string): string[] {
  return plainText(text)
    .split('\n')
    .flatMap((line) => [...(line.match(SAID_RU) ?? []), ...(line.match(SAID_EN) ?? [])])
    .map((words) => words.trim());
}

const SAID_RU =
  /(?:з\/п|зарплат|заработн\S+ плат|оклад|доход|ставк|оплат)[^.!?\n;•]{0,40}\d[^!?\n;•]{0,60}/giu;
const SAID_EN =
  /(?:(?:salary|compensation|pay|wage|range|rate|budget)\b[^\n;]{0,40})?(?:US|C|A)?[$€£]\s?\d[^\n;]{0,60}/giu;
