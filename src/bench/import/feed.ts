import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readFeedFile } from '../../collect/formats/open-file.js';
import type { FeedFile } from '../../collect/import-files.js';
import { seededDice } from '../match/chances.js';
import type { Material } from '../match/material.js';
import { changed, type FeedPosting, feedPostings } from './feed-postings.js';
import { LAYOUTS } from './layouts.js';
import type { ImportOptions } from './options.js';

/** Two feeds on the disk, by their paths: of the same postings but those that the second has changed. */
export interface Feeds {
  first: string;
  second: string;
  /** Bytes of the first. */
  bytes: number;
  /** How many postings of the second are changed. */
  changes: number;
}

const CHANGED_SHARE = 0.03;

/** Writes the feeds into a folder. */
export async function writeFeeds(
  folder: string,
  material: Material,
  { postings, format, seed }: ImportOptions,
): Promise<Feeds> {
  const stream = feedPostings({ material, seed });
  const dice = seededDice('changes', seed);
  const [first, second] = [join(folder, `first.${format}`), join(folder, `second.${format}`)];
  let changes = 0;
  const pairs = function* (): Generator<[FeedPosting, FeedPosting]> {
    for (let made = 0; made < postings; made++) {
      const feed = stream.next().value as FeedPosting;
      const differs = dice.chance(CHANGED_SHARE);
      if (differs) changes++;
      yield [feed, differs ? changed(feed, dice) : feed];
    }
  };
  await writeBoth([first, second], pairs(), format);
  return { first, second, bytes: (await stat(first)).size, changes };
}

// 256 postings are about a megabyte.
const BLOCK = 256;

async function writeBoth(
  [first, second]: [string, string],
  pairs: Generator<[FeedPosting, FeedPosting]>,
  format: string,
): Promise<void> {
  const { head, one, tail } = LAYOUTS[format]!;
  const other = createWriteStream(second);
  const say = (text: string) =>
    new Promise<void>((done, fail) => other.write(text, (e) => (e ? fail(e) : done())));
  const blocks = async function* (): AsyncGenerator<string> {
    yield head;
    await say(head);
    for (;;) {
      const block = takeFrom(pairs, BLOCK);
      if (block.length === 0) break;
      yield block.map(([feed]) => one(feed)).join('');
      await say(block.map(([, feed]) => one(feed)).join(''));
    }
    yield tail;
    await say(tail);
  };
  await pipeline(Readable.from(blocks()), createWriteStream(first));
  await new Promise<void>((done) => other.end(done));
}

function takeFrom<T>(from: Generator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value, done } = from.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

/** A feed as `vestnik import` opens it. */
export const feedFile = (path: string): FeedFile => ({ name: path, open: () => readFeedFile(path) });
