import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { titleVocabulary } from '../../src/search/spelling.js';
import { selectTitleWords } from '../../src/search/title-words.sql.js';
import { buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  const closedAt = new Date('2026-11-02T00:00:00Z');
  await buildVacancy(db.dataSource, { title: 'Ушедший', closedAt });
  await buildVacancy(db.dataSource, { title: 'Давний' });
  await buildVacancy(db.dataSource, {
    title: 'Бухгалтер в «Ёлку», бухгалтер 1С',
    company: 'Сосна',
    skills: ['Excel'],
    body: 'Считать',
  });
  await buildVacancy(db.dataSource, { title: 'Node.js, C++, бухгалтеры' });
});
afterAll(() => db?.close());

test('the words of open titles come as written, sorted, with the number of vacancies that name each', async () => {
  const words = await selectTitleWords(db.dataSource.manager, { newest: 2 });
  expect(words).toEqual(
    [
      ['c++', 1],
      ['js', 1],
      ['node', 1],
      ['1с', 1],
      ['бухгалтер', 1],
      ['бухгалтеры', 1],
      ['елку', 1],
    ].sort(([a], [b]) => (a! < b! ? -1 : 1)),
  );
  const all = await selectTitleWords(db.dataSource.manager, { newest: 100 });
  expect(all.map(([word]) => word)).toContain('давний');
});

test('a vocabulary can be made of them', async () => {
  const vocabulary = titleVocabulary(await selectTitleWords(db.dataSource.manager, { newest: 100 }));
  expect(vocabulary.suggest(',e[ufknth')?.query).toBe('бухгалтер');
  expect(vocabulary.suggest('бухалтер 1с')?.query).toBe('бухгалтер 1с');
});
