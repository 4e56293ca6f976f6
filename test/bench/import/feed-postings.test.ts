import { beforeAll, expect, test } from '@jest/globals';
import { changed, type FeedPosting, feedPostings } from '../../../src/bench/import/feed-postings.js';
import { LAYOUTS } from '../../../src/bench/import/layouts.js';
import { seededDice } from '../../../src/bench/match/chances.js';
import { demoMaterial, type Material } from '../../../src/bench/match/material.js';
import { formatOf, readDocument } from '../../../src/collect/formats/index.js';
import { type NormalPosting, normalisePosting } from '../../../src/collect/normalise/normalise-posting.js';
import { plainText } from '../../../src/collect/normalise/plain-text.js';
import { readCatalogue } from '../../../src/collect/places/catalogue.js';
import { placeResolver } from '../../../src/collect/places/resolve.js';

let material: Material;
beforeAll(async () => {
  material = await demoMaterial(new Date('2026-11-24T06:00:00Z'));
});

function made(count: number, seed = 1): FeedPosting[] {
  const stream = feedPostings({ material, seed });
  return Array.from({ length: count }, () => stream.next().value as FeedPosting);
}

test('no text of a feed comes twice, and each is HTML with lists', () => {
  const feeds = made(3_000);
  expect(new Set(feeds.map(({ html }) => plainText(html))).size).toBe(3_000);
  expect(feeds.filter(({ html }) => html.includes('<li>')).length).toBeGreaterThan(2_900);
  const length = feeds.reduce((sum, { html }) => sum + html.length, 0) / feeds.length;
  expect(length).toBeGreaterThan(1_300);
  expect(length).toBeLessThan(2_200);
});

test('the same seed makes the same feed, and another seed another', () => {
  expect(made(50)).toEqual(made(50));
  expect(made(50, 2)).not.toEqual(made(50));
});

test('a changed posting differs from what it was', () => {
  const dice = seededDice('test', 1);
  for (const feed of made(40)) expect(changed(feed, dice)).not.toEqual(feed);
});

async function readBack(format: string, feeds: readonly FeedPosting[]): Promise<NormalPosting[]> {
  const { head, one, tail } = LAYOUTS[format]!;
  const bytes = (async function* () {
    yield Buffer.from([head, ...feeds.map(one), tail].join(''));
  })();
  const knowledge = { resolvePlaces: placeResolver(readCatalogue()), rateOf: () => 1 };
  const read: NormalPosting[] = [];
  for await (const item of readDocument(formatOf(format)!, { bytes })) {
    const normal = item.kind === 'posting' ? normalisePosting(item.posting, knowledge) : null;
    if (normal?.kind === 'taken') read.push(normal.posting);
  }
  return read;
}

test('every format reads what was laid out for it, all of them the same', async () => {
  const feeds = made(200);
  const all = await Promise.all(Object.keys(LAYOUTS).map((format) => readBack(format, feeds)));
  expect(all).toHaveLength(2);
  for (const read of all) {
    expect(read.map(({ body }) => body)).toEqual(feeds.map(({ html }) => plainText(html)));
    for (const word of ['title', 'placeIds', 'experience', 'schedule', 'employment'] as const) {
      expect(read.map((posting) => posting[word])).toEqual(feeds.map(({ posting }) => posting[word]));
    }
  }
});
