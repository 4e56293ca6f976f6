import { expect, test } from '@jest/globals';
import { demoMaterial } from '../../../src/bench/match/material.js';
import { Percolator } from '../../../src/bench/match/percolator/percolator.js';
import { searchStream } from '../../../src/bench/match/searches.js';
import { postingStream } from '../../../src/bench/match/vacancies.js';
import { analyse, skillsText } from '../../../src/language/document.js';
import { fits } from '../../../src/language/fits.js';

const FACETS = {
  place_ids: [],
  city_key: null,
  pay_month_rub: null,
  experience: 'unknown',
  schedule: [],
  employment: [],
  employer_id: null,
  agency: false,
};

test('the percolator finds for every text the vacancies that language/fits finds', async () => {
  const material = await demoMaterial(new Date('2026-11-24T06:00:00Z'));
  const searches = searchStream({ material, seed: 3 });
  const nodes = Array.from({ length: 1_500 }, () => searches.next().value.read.ast);
  const postings = postingStream({ material, seed: 3 });
  const documents = Array.from({ length: 150 }, () => {
    const { title, employer, skills, body } = postings.next().value!;
    return analyse({ title, company: employer?.name ?? '', skills: skillsText(skills), body });
  });
  const percolator = new Percolator(
    nodes.map((node) => ({ node, filters: [{}] })),
    new Map(),
  );
  for (const [id, document] of documents.entries()) percolator.percolate({ id, document, facets: FACETS });
  const expected = nodes.map((node) => documents.filter((document) => fits(node, document)).length);
  expect([...percolator.tally.counts]).toEqual(expected);
  expect(Math.max(...expected)).toBeGreaterThan(10);
});
