import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FeedError } from '../../../src/collect/formats/inflate.js';
import type { ReadItem } from '../../../src/collect/posting.js';
import { readSources } from '../../../src/collect/sources/read-sources.js';
import { sourceItems } from '../../../src/collect/sources/source-items.js';

let server: Server;
let base: string;
let asked: string[];
let answer: (url: URL) => unknown;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url!);
    response.end(JSON.stringify(answer(new URL(request.url!, base))));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** What a source of that format and path listed until its end or its failure. */
async function collect(format: string, path: string): Promise<{ ids: unknown[]; said: string | null }> {
  const [entry] = readSources(
    `sources: [{ name: t, format: ${format}, url: "${base}${path}", trusted: true }]`,
    '/s',
  );
  const items: ReadItem[] = [];
  let said: string | null = null;
  try {
    for await (const item of sourceItems(entry!, { publicUrl: 'https://vestnik.example.org' })) {
      if (item.kind === 'posting' || item.kind === 'rejected') items.push(item);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(FeedError);
    said = (error as Error).message;
  }
  return { ids: items.map((item) => (item.kind === 'posting' ? item.posting.externalId : null)), said };
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

test('a Lever board of 230 is asked in three pages', async () => {
  const all = numbers(230).map((id) => ({ id, text: `Cook ${id}` }));
  answer = ({ searchParams }) => {
    const skip = Number(searchParams.get('skip'));
    return all.slice(skip, skip + Number(searchParams.get('limit')));
  };
  expect(await collect('lever', '/v0/postings/k')).toEqual({ ids: numbers(230).map(String), said: null });
  expect(asked).toHaveLength(3);
});

test('Arbeitnow is followed from answer to answer, never to another host', async () => {
  answer = ({ searchParams }) => {
    const page = Number(searchParams.get('page') ?? 1);
    const next = page === 1 ? `${base}/api?page=2` : 'http://169.254.169.254/latest/meta-data/';
    return { data: [{ slug: `s-${page}`, title: 'Cook' }], links: { next } };
  };
  const { ids, said } = await collect('arbeitnow', '/api');
  // The page that names a strange host is not taken either: whoever wrote that wrote the rest.
  expect(ids).toEqual(['s-1']);
  expect(said).toMatch(
    /^Page 2 of the API names its next page at "169\.254\.169\.254", not at 127\.0\.0\.1:\d+\./,
  );
  expect(asked).toEqual(['/api', '/api?page=2']);
});

test('a Greenhouse board that was cut says so, and nothing of it is taken', async () => {
  answer = () => ({ jobs: [{ id: 1, title: 'Cook' }], meta: { total: 40 } });
  expect(await collect('greenhouse', '/v1/boards/k/jobs')).toEqual({
    ids: [],
    said: 'Page 1 of the API holds 1 of the 40 vacancies that it counts.',
  });
  expect(asked).toEqual(['/v1/boards/k/jobs?content=true&pay_transparency=true']);
});
