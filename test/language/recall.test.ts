import { expect } from '@jest/globals';
import type { Document } from '../../src/language/document.js';
import { fits } from '../../src/language/fits.js';
import { readSearch } from '../../src/language/read-search.js';
import { synonymsOf } from '../../src/search/professions.js';
import { documentOf, readData, testWithData } from './support.js';

/**
 * Of the titles that hh.ru answered to a phrase, how many our search finds by the title alone: by the phrase itself,
 * and by it or another name of the profession. hh.ru looks at whole vacancies, so a title that does not name the
 * phrase is not missed but found by its text; the figures are what was measured, to be kept or bettered.
 */
const MEASURED: [phrase: string, titles: number, alone: number, named: number][] = [
  ['analyst', 3875, 71, 952],
  ['backend', 930, 285, 293],
  ['data engineer', 120, 15, 19],
  ['data science', 72, 3, 9],
  ['designer', 2577, 94, 818],
  ['devops', 409, 164, 164],
  ['doctor', 523, 0, 217],
  ['ecologist', 229, 0, 76],
  ['economist', 574, 0, 451],
  ['frontend', 794, 363, 379],
  ['lawyer', 1477, 1, 911],
  ['marketing specialist', 1112, 5, 761],
  ['ml', 121, 14, 20],
  ['mobile developer', 876, 14, 25],
  ['scientist', 348, 0, 109],
  ['system administrator', 658, 3, 508],
  ['teacher', 1289, 35, 683],
  ['tester', 445, 1, 196],
  ['web-developer', 248, 14, 111],
];

testWithData(
  'of the titles of 19 phrases at least as many are found as were when it was measured',
  () => {
    const titles = titlesByPhrase();
    expect([...titles.keys()].sort()).toEqual(MEASURED.map(([phrase]) => phrase));
    for (const [phrase, count, alone, named] of MEASURED) {
      const found = titles.get(phrase)!.map(analysed);
      expect([phrase, found.length]).toEqual([phrase, count]);
      const queries = [phrase, ...synonymsOf(phrase)].map((query) => readSearch({ query }).ast);
      expect(found.filter((document) => fits(queries[0]!, document)).length).toBeGreaterThanOrEqual(alone);
      const byName = found.filter((document) => queries.some((ast) => fits(ast, document)));
      expect(byName.length).toBeGreaterThanOrEqual(named);
    }
  },
  60_000,
);

const documents = new Map<string, Document>();

function analysed(title: string): Document {
  const document = documents.get(title) ?? documentOf({ title });
  documents.set(title, document);
  return document;
}

/** The second and third column of a semicolon-separated table, which quotes what holds a semicolon or a quote. */
function titlesByPhrase(): Map<string, string[]> {
  const titles = new Map<string, string[]>();
  const lines = readData('vacancies-ru/table-fropych_2022-04_by_query.csv.gz').trim().split('\n').slice(1);
  for (const line of lines) {
    const [, phrase, written] = [...line.matchAll(/("(?:[^"]|"")*"|[^;]*)(?:;|$)/g)].map(
      ([, field]) => field!,
    );
    const title = written!.startsWith('"') ? written!.slice(1, -1).replaceAll('""', '"') : written!;
    if (titles.get(phrase!)?.push(title) === undefined) titles.set(phrase!, [title]);
  }
  return titles;
}
