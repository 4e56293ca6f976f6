import { describe, expect, test } from '@jest/globals';
import { addCandidate, addFreed, type Candidate, choose, gather } from '../../src/compose/choose.js';
import type { FoundVacancy, OpenSearch } from '../../src/compose/found.sql.js';

const search = (name: string, sinceSeq = '0'): OpenSearch => ({
  subscriberId: '1',
  id: name,
  searchId: name,
  name,
  query: name,
  filters: {},
  sinceSeq,
});

const found = (seq: number, given: Partial<FoundVacancy> = {}): FoundVacancy => ({
  searchId: 'a',
  uptoSeq: '100',
  cut: false,
  vacancyId: String(seq),
  seq: String(seq),
  clusterId: String(seq),
  employerId: null,
  score: 1,
  ...given,
});

const candidate = (seq: number, given: Partial<Candidate> = {}): Candidate => ({
  clusterId: String(seq),
  vacancyId: String(seq),
  seq: BigInt(seq),
  employerId: null,
  score: 1,
  searches: [search('a')],
  ...given,
});

describe('gathering', () => {
  test('a cluster found by two searches is one candidate with both names', () => {
    const [a, b] = [search('a'), search('b')];
    const gathered = gather([a, b], () => [found(5)], 0n);
    expect([...gathered.values()]).toEqual([candidate(5, { searches: [a, b] })]);
  });

  test('what was there before the person became interested is not news', () => {
    const gathered = gather([search('a', '5')], () => [found(5), found(6)], 0n);
    expect([...gathered.keys()]).toEqual(['6']);
  });

  test('runs that were told already are not told again', () => {
    const gathered = gather(
      [search('a')],
      () => [found(5, { uptoSeq: '10' }), found(15, { uptoSeq: '20' })],
      10n,
    );
    expect([...gathered.keys()]).toEqual(['15']);
  });

  test('of several copies the one that fits best stands for the cluster, then the newest', () => {
    const copies = [
      found(5, { clusterId: '1', score: 0.5 }),
      found(6, { clusterId: '1', score: 0.9 }),
      found(7, { clusterId: '1', score: 0.9 }),
    ];
    expect(gather([search('a')], () => copies, 0n).get('1')?.vacancyId).toBe('7');
  });

  test('what a lost letter had told leads, unless none of its searches is open any more', () => {
    const candidates = new Map<string, Candidate>();
    addCandidate(candidates, search('a'), { ...candidate(9) });
    const freed = { subscriberId: '1', clusterId: '3', vacancyId: '3', seq: '3', employerId: null };
    addFreed(candidates, [search('a')], { ...freed, savedSearchIds: ['a'] });
    addFreed(candidates, [search('a')], { ...freed, clusterId: '4', savedSearchIds: ['gone'] });
    expect(choose(candidates.values()).map(({ clusterId }) => clusterId)).toEqual(['3', '9']);
  });
});

describe('choosing', () => {
  test('the best come first, and of equals the newest', () => {
    const chosen = choose([candidate(1), candidate(2, { score: 2 }), candidate(3)]);
    expect(chosen.map(({ clusterId, rank }) => [clusterId, rank])).toEqual([
      ['2', 1],
      ['3', 2],
      ['1', 3],
    ]);
  });

  test('of one employer three stand in the letter, the rest on the page, and nothing is lost', () => {
    const chosen = choose([1, 2, 3, 4, 5].map((n) => candidate(n, { employerId: 7 })).concat(candidate(6)));
    expect(chosen.filter(({ inLetter }) => inLetter).map(({ clusterId }) => clusterId)).toEqual([
      '6',
      '5',
      '4',
      '3',
    ]);
    expect(chosen.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(chosen).toHaveLength(6);
  });

  test('forty stand in the letter', () => {
    const chosen = choose(Array.from({ length: 100 }, (_, n) => candidate(n)));
    expect(chosen.filter(({ inLetter }) => inLetter)).toHaveLength(40);
    expect(chosen).toHaveLength(100);
  });
});
