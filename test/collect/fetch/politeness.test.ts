import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { takeTurn } from '../../../src/collect/fetch/host-turns.js';
import { Pace } from '../../../src/collect/fetch/pace.js';
import { PoliteFetch, type PoliteOptions } from '../../../src/collect/fetch/polite-fetch.js';
import { robotsGate } from '../../../src/collect/fetch/robots.js';
import { startServer, type TestServer } from '../../support/http-server.js';

let open: (TestServer | PoliteFetch)[] = [];
let waits: number[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
  waits = [];
});

async function serve(handler: Parameters<typeof startServer>[0]): Promise<TestServer> {
  const server = await startServer(handler);
  open.push(server);
  return server;
}

function fetcherOf(options: Partial<PoliteOptions> = {}): PoliteFetch {
  const fetcher = new PoliteFetch({
    publicUrl: 'https://vestnik.example.org',
    trusted: true,
    timeout: 2_000,
    wait: async (ms) => waits.push(ms),
    ...options,
  });
  open.push(fetcher);
  return fetcher;
}

describe('one request at a time per host', () => {
  test('over all sources of the process, each until its last byte; other hosts are asked meanwhile', async () => {
    const slow = await serve((_, response) => {
      response.write('a');
      void otherRead.then(() => setTimeout(() => response.end('b'), 150));
    });
    const other = await serve((_, response) => void response.end('c'));
    // Its first answer ends only when the other host has answered: were that one kept waiting, neither ever would.
    const texts = Promise.all([1, 2, 3].map(() => fetcherOf().text(new URL(slow.base))));
    const otherRead = sleep(50).then(() => fetcherOf().text(new URL(other.base)));
    expect(await otherRead).toBe('c');
    expect(await texts).toEqual(['ab', 'ab', 'ab']);
    expect(slow.mostAtOnce).toBe(1);
  });

  test('a feed that nobody reads to its end holds its host until its source is closed', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/feed') response.write('a');
      else response.end('b');
    });
    const reader = fetcherOf();
    await reader.bytes(new URL('/feed', server.base));
    const next = fetcherOf().text(new URL('/page', server.base));
    await expect(Promise.race([next, sleep(100, 'waits')])).resolves.toBe('waits');
    await reader.close();
    expect(await next).toBe('b');
  });

  test('whoever is told to stop leaves the queue, and those behind come up', async () => {
    const stop = new AbortController();
    const endFirst = await takeTurn('queue.example');
    const second = takeTurn('queue.example', stop.signal);
    const third = takeTurn('queue.example');
    stop.abort(new Error('stopped'));
    await expect(second).rejects.toThrow('stopped');
    await expect(Promise.race([third, sleep(30, 'waits')])).resolves.toBe('waits');
    endFirst();
    (await third)();
  });

  test('an answer that is refused, or redirects, lets the next one come up', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: '/' }).end('x');
      else if (request.url === '/odd') response.writeHead(200, { 'content-encoding': 'br' }).end('x');
      else if (request.url === '/') response.end('home');
      else response.writeHead(404).end();
    });
    const fetcher = fetcherOf();
    const ask = (path: string) => fetcher.text(new URL(path, server.base));
    await expect(ask('/none')).rejects.toThrow('status 404');
    await expect(ask('/odd')).rejects.toThrow('compresses in a way that was not asked for (br)');
    expect(await ask('/moved')).toBe('home');
    expect(await fetcherOf().text(new URL(server.base))).toBe('home');
  });
});

describe('the rate of a source', () => {
  test('lies between two requests, attempts and redirects too', async () => {
    let failed = false;
    const server = await serve((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/there' }).end();
      else if (failed) response.end('ok');
      else response.writeHead(503).end();
      failed ||= request.url === '/there';
    });
    await fetcherOf({ interval: 60_000 }).text(new URL(server.base));
    expect(server.asked.map(({ url }) => url)).toEqual(['/', '/there', '/', '/there']);
    // A second of it is the pause after the status 503.
    expect(waits.map((ms) => Math.round(ms / 60_000))).toEqual([1, 0, 2, 3]);
    expect(waits[1]).toBe(1_000);
  });

  test('is kept by the clock: whoever comes late waits less, and nobody saves up', async () => {
    let now = 0;
    const waited: number[] = [];
    const pace = new Pace(
      1_000,
      async (ms) => {
        waited.push(ms);
        now += ms;
      },
      () => now,
    );
    await pace.step();
    now += 400;
    await pace.step();
    now += 5_000;
    await pace.step();
    await pace.step();
    expect(waited).toEqual([600, 1_000]);
    pace.slowDown(3_000);
    pace.slowDown(2_000);
    await pace.step();
    await pace.step();
    expect(waited).toEqual([600, 1_000, 1_000, 3_000]);
  });
});

describe('a key', () => {
  const keyHeaders = { 'x-api-app-id': 'v3.r.secret' };

  test('goes to its own host, along its redirects there, and not to another', async () => {
    const other = await serve((_, response) => void response.end('theirs'));
    const own = await serve((request, response) => {
      const to = request.url === '/away' ? `http://localhost:${other.port}/` : '/end';
      if (request.url === '/end') response.end('ours');
      else response.writeHead(302, { location: to }).end();
    });
    const fetcher = fetcherOf({ keyHeaders });
    expect(await fetcher.text(new URL('/near', own.base))).toBe('ours');
    expect(own.asked.map(({ headers }) => headers['x-api-app-id'])).toEqual(['v3.r.secret', 'v3.r.secret']);
    // The other host is not vouched for either, so it is not even asked; another port of this one is.
    await expect(fetcher.text(new URL('/away', own.base))).rejects.toThrow('ports 80 and 443');
    expect(other.asked).toEqual([]);
    const near = await serve((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: `${other.base}/elsewhere` }).end();
    });
    expect(await fetcher.text(new URL('/', near.base))).toBe('theirs');
    expect(near.asked[0]!.headers['x-api-app-id']).toBe('v3.r.secret');
    expect(other.asked[0]!.headers['x-api-app-id']).toBeUndefined();
  });

  test('stands in no error', async () => {
    const server = await serve((request) => void request.socket.destroy());
    const said = await fetcherOf({ keyHeaders })
      .text(new URL(server.base))
      .catch((error: Error) => `${error.message} ${error.stack}`);
    expect(said).toContain('broke the connection');
    expect(said).not.toContain('secret');
  });
});

describe('a server that keeps us waiting', () => {
  test('with one byte at a time is left, though it never runs into a timeout', async () => {
    const server = await serve((_, response) => {
      response.write('{"id":1');
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drip));
    });
    const fetcher = fetcherOf({ least: { bytes: 1_000, ms: 300 } });
    await expect(fetcher.text(new URL(server.base))).rejects.toThrow(
      /^127\.0\.0\.1:\d+ sends too slowly: \d+ bytes in 0 s\. It is asked again later\.$/,
    );
    expect(server.asked).toHaveLength(1);
  });

  test('is not blamed for the time that we take ourselves', async () => {
    const server = await serve((_, response) => {
      response.write('a'.repeat(100));
      setTimeout(() => response.end('b'), 50);
    });
    const fetcher = fetcherOf({ least: { bytes: 1_000, ms: 200 } });
    const { bytes } = (await fetcher.bytes(new URL(server.base)))!;
    let read = 0;
    for await (const chunk of bytes) {
      read += chunk.length;
      await sleep(250);
    }
    expect(read).toBe(101);
  });

  test('for longer than a run may take is left, in the middle of a body and between two attempts', async () => {
    const server = await serve((_, response) => {
      response.write('a');
      const drip = setInterval(() => response.write('a'), 20);
      response.once('close', () => clearInterval(drip));
    });
    const said = /^127\.0\.0\.1:\d+ was not read to its end in time\. What was read stays/;
    await expect(fetcherOf({ runLimit: 200 }).text(new URL(server.base))).rejects.toThrow(said);
    const { bytes } = (await fetcherOf({ runLimit: 200 }).bytes(new URL(server.base)))!;
    const read = async () => {
      for await (const _ of bytes);
    };
    await expect(read()).rejects.toThrow(said);
    const busy = await serve((_, response) => void response.writeHead(503).end());
    const { wait: _, ...patient } = { wait: 0, publicUrl: 'https://e.example', trusted: true, runLimit: 200 };
    const fetcher = new PoliteFetch(patient);
    open.push(fetcher);
    await expect(fetcher.text(new URL(busy.base))).rejects.toThrow(said);
  });

  test('a page whose connection broke in the middle is asked again', async () => {
    let attempts = 0;
    const server = await serve((_, response) => {
      if (++attempts > 1) return void response.end('whole');
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await fetcherOf().text(new URL(server.base))).toBe('whole');
    expect(waits).toEqual([1_000]);
  });
});

describe('encodings', () => {
  const page = (headers: Record<string, string>, body: Buffer) =>
    serve((_, response) => void response.writeHead(200, headers).end(body));
  const cook = Buffer.from([0xcf, 0xee, 0xe2, 0xe0, 0xf0]); // «Повар» in windows-1251

  test('windows-1251 by its header, by the head of the page, or by its bytes alone', async () => {
    const head = Buffer.from('<!doctype html><html><head><meta charset="windows-1251"><title>');
    for (const server of [
      await page({ 'content-type': 'text/plain; charset=windows-1251' }, cook),
      await page({}, Buffer.concat([head, cook])),
      await page({}, cook),
    ]) {
      expect(await fetcherOf().text(new URL(server.base))).toMatch(/Повар$/);
    }
  });

  test('a head that names windows-1251 over a header that says UTF-8 is not believed', async () => {
    const server = await page(
      { 'content-type': 'text/html; charset=utf-8' },
      Buffer.from('<html><meta charset=windows-1251>Повар'),
    );
    expect(await fetcherOf().text(new URL(server.base))).toMatch(/Повар$/);
  });

  test('a .gz file that the server compresses once more on its way is read', async () => {
    const server = await page({ 'content-encoding': 'gzip' }, gzipSync(gzipSync('jobs')));
    expect(await fetcherOf().text(new URL(server.base))).toBe('jobs');
  });
});

describe('robots.txt', () => {
  const site = (robots: string | number) =>
    serve((request, response) => {
      if (request.url !== '/robots.txt') return void response.end('page');
      if (typeof robots === 'number') response.writeHead(robots).end();
      else response.end(robots);
    });
  const read = async (server: TestServer, ...paths: string[]) => {
    const fetcher = fetcherOf();
    const gate = robotsGate(fetcher);
    const said: string[] = [];
    for (const path of paths) {
      const text = fetcher.text(new URL(path, server.base), { gate });
      said.push(await text.catch((error: Error) => error.message));
    }
    return said;
  };

  test('is asked once, and what it closes to everyone or to us by name is not read', async () => {
    const server = await site('User-agent: *\nDisallow: /private\nAllow: /private/jobs\n');
    expect(await read(server, '/jobs', '/private/x', '/private/jobs/1')).toEqual([
      'page',
      `The robots.txt of ${server.host} asks robots not to read /private/x.`,
      'page',
    ]);
    expect(server.asked.map(({ url }) => url)).toEqual(['/robots.txt', '/jobs', '/private/jobs/1']);
    const named = await site('User-agent: *\nDisallow:\n\nUser-agent: vestnik\nDisallow: /\n');
    expect(await read(named, '/jobs')).toEqual([expect.stringContaining('asks robots not to read /jobs.')]);
  });

  test('is none where the server says 404 or 403; while it answers 500 nothing is read', async () => {
    expect(await read(await site(404), '/jobs')).toEqual(['page']);
    expect(await read(await site(403), '/jobs')).toEqual(['page']);
    const broken = await site(500);
    expect(await read(broken, '/jobs', '/more')).toEqual(
      Array.from(
        { length: 2 },
        () =>
          `${broken.host} answered with status 500 instead of 200. Until its robots.txt can be read, its pages are left alone.`,
      ),
    );
    expect(broken.asked.map(({ url }) => url)).toEqual(Array.from({ length: 5 }, () => '/robots.txt'));
  });

  test('holds for where a page redirects to', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/robots.txt') response.end('User-agent: *\nDisallow: /closed');
      else response.writeHead(302, { location: '/closed' }).end();
    });
    expect(await read(server, '/open')).toEqual([expect.stringContaining('not to read /closed.')]);
    expect(server.asked.map(({ url }) => url)).toEqual(['/robots.txt', '/open']);
  });

  test('with a Crawl-delay slows us down, at most to two minutes', async () => {
    const delays = async (delay: string) => {
      waits = [];
      await read(await site(`User-agent: *\nCrawl-delay: ${delay}\n`), '/a', '/b');
      return waits.map((ms) => Math.round(ms / 1_000));
    };
    expect(await delays('5')).toEqual([5]);
    expect(await delays('100000')).toEqual([120]);
  });
});
