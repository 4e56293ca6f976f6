import { describe, expect, test } from '@jest/globals';
import { addCandidate, addFreed, type Candidate, choose, gather } from '../../src/compose/choose.js';
import type { FoundVacancy, OpenSearch } from '../../src/compose/found.sql.js';
import { afterTelling, markOf, type Standing, waitingSince } from '../../src/compose/marks.js';

const search = (name: string, sinceSeq = '0'): OpenSearch => ({
  subscriberId: '1',
  id: name,
  searchId: name,
  name,
  query: name,
  filters: {},
  sinceSeq,
});

const told = (upto: number): Standing => ({
  toldUptoSeq: String(upto),
  toldAt: new Date('2026-11-05T06:00:00Z'),
  held: {},
});

const found = (seq: number, given: Partial<FoundVacancy> = {}): FoundVacancy => ({
  searchId: 'a',
  uptoSeq: '100',
  cut: false,
  vacancyId: String(seq),
  seq: String(seq),
  clusterId: String(seq),
  employerId: null,
  standing: 9,
  score: 1,
  ...given,
});

const candidate = (seq: number, given: Partial<Candidate> = {}): Candidate => ({
  clusterId: String(seq),
  vacancyId: String(seq),
  seq: BigInt(seq),
  employerId: null,
  standing: 9,
  score: 1,
  searches: [search('a')],
  ...given,
});

describe('gathering', () => {
  test('a cluster found by two searches is one candidate with both names', () => {
    const [a, b] = [search('a'), search('b')];
    const gathered = gather([a, b], () => [found(5)], told(0));
    expect([...gathered.values()]).toEqual([candidate(5, { searches: [a, b] })]);
  });

  test('what was there before the person became interested is not news', () => {
    const gathered = gather([search('a', '5')], () => [found(5), found(6)], told(0));
    expect([...gathered.keys()]).toEqual(['6']);
  });

  test('what was told already is not told again, but for what a search held back finds', () => {
    const [a, b] = [search('a'), search('b')];
    const foundOf = (id: string) => (id === 'a' ? [found(5), found(15)] : [found(6), found(8), found(16)]);
    expect([...gather([a, b], foundOf, told(10)).keys()]).toEqual(['15', '16']);
    const held = { b: { seq: '7', at: '2026-11-02T06:00:00Z' } };
    expect([...gather([a, b], foundOf, { ...told(10), held }).keys()]).toEqual(['15', '8', '16']);
  });

  test('of several copies the one of the greatest standing speaks for the cluster, then the earliest', () => {
    const copies = [
      found(5, { clusterId: '1', standing: 3, score: 0.9 }),
      found(7, { clusterId: '1', standing: 4, score: 0.5 }),
      found(6, { clusterId: '1', standing: 4, score: 0.4 }),
    ];
    for (const order of [copies, copies.toReversed()]) {
      expect(gather([search('a')], () => order, told(0)).get('1')).toMatchObject({
        vacancyId: '6',
        score: 0.4,
      });
    }
  });

  test('a vacancy that two searches find goes by the better score', () => {
    const scores: Record<string, number> = { a: 0.2, b: 0.7 };
    const foundOf = (id: string) => [found(5, { score: scores[id]! })];
    expect(gather([search('a'), search('b')], foundOf, told(0)).get('5')?.score).toBe(0.7);
  });

  test('what a lost letter had told leads, unless none of its searches is open any more', () => {
    const candidates = new Map<string, Candidate>();
    addCandidate(candidates, search('a'), { ...candidate(9) });
    const freed = {
      subscriberId: '1',
      clusterId: '3',
      vacancyId: '3',
      seq: '3',
      employerId: null,
      standing: 1,
    };
    addFreed(candidates, [search('a')], { ...freed, savedSearchIds: ['a'] });
    addFreed(candidates, [search('a')], { ...freed, clusterId: '4', savedSearchIds: ['gone'] });
    expect(choose(candidates.values()).map(({ clusterId }) => clusterId)).toEqual(['3', '9']);
    // Also where a copy that was found since stands for it.
    const copy = candidate(8, { clusterId: '3', standing: 5 });
    for (const order of [[copy], []]) {
      const all = new Map<string, Candidate>();
      for (const one of order) addCandidate(all, search('a'), one);
      addFreed(all, [search('a')], { ...freed, savedSearchIds: ['a'] });
      addCandidate(all, search('a'), copy);
      expect(all.get('3')).toMatchObject({ vacancyId: '8', score: Number.MAX_SAFE_INTEGER });
    }
  });
});

describe('where a person stands after a telling', () => {
  const now = new Date('2026-11-06T06:00:00Z');
  const [a, b, c] = [search('a'), search('b'), search('c', '12')];
  const matched = (...seqs: [string, number][]) => new Map(seqs.map(([id, seq]) => [id, BigInt(seq)]));

  test('is where the slowest open search has been matched', () => {
    const uptoOf = matched(['a', 30], ['b', 20]);
    expect(afterTelling(told(10), { open: [a, b], aside: [], uptoOf }, now)).toEqual({
      toldUptoSeq: '20',
      toldAt: now,
      held: {},
    });
  });

  test('keeps the place of what stood aside, however long, and never before its interest began', () => {
    const uptoOf = matched(['a', 30]);
    const once = afterTelling(told(10), { open: [a], aside: [b, c], uptoOf }, now);
    const since = '2026-11-05T06:00:00.000Z';
    expect(once.held).toEqual({ b: { seq: '10', at: since }, c: { seq: '12', at: since } });
    const later = new Date('2026-11-07T06:00:00Z');
    const twice = afterTelling(once, { open: [a], aside: [b], uptoOf: matched(['a', 40]) }, later);
    expect(twice).toEqual({ toldUptoSeq: '40', toldAt: later, held: { b: { seq: '10', at: since } } });
    expect([markOf(twice, a), markOf(twice, b), markOf(twice, c)]).toEqual([40n, 10n, 40n]);
    expect(waitingSince(twice, [a])).toEqual(later);
    expect(waitingSince(twice, [a, b])).toEqual(new Date(since));
  });

  test('stays where it is while nothing is open', () => {
    const after = afterTelling(told(10), { open: [], aside: [a], uptoOf: new Map() }, now);
    expect(after).toMatchObject({ toldUptoSeq: '10', held: { a: { seq: '10' } } });
  });

  test('lets a search that is back, and behind in matching, catch up alone', () => {
    const standing = { ...told(100), held: { a: { seq: '40', at: '2026-11-02T06:00:00Z' } } };
    const after = afterTelling(standing, { open: [a], aside: [], uptoOf: matched(['a', 50]) }, now);
    expect(after).toEqual({
      toldUptoSeq: '100',
      toldAt: now,
      held: { a: { seq: '50', at: now.toISOString() } },
    });
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
