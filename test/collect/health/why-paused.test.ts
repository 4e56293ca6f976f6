import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { faultSentence } from '../../../src/collect/faults.js';
import { faultOf } from '../../../src/collect/fetch/fault-of.js';
import { pauseKind } from '../../../src/collect/health/why-paused.js';
import { readSources } from '../../../src/collect/sources/read-sources.js';
import { sourceItems } from '../../../src/collect/sources/source-items.js';

const server = createServer((request, response) => {
  const [path] = (request.url ?? '').split('?');
  if (path === '/gone') return void response.writeHead(404).end();
  if (path === '/busy') return void response.writeHead(503, { 'retry-after': '0' }).end();
  if (path === '/round') return void response.writeHead(302, { location: '/round' }).end();
  if (path === '/broken') return void response.socket!.destroy();
  response.writeHead(200, { 'content-type': 'text/html' }).end('<html>We moved</html>');
});
let base: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

/** The sentence with which a source at an address fails in earnest. */
async function failure(url: string, rest = 'format: trudvsem, trusted: true'): Promise<string> {
  const [entry] = readSources(`sources: [{ name: a, url: '${url}', ${rest} }]`, '/etc/sources.yaml');
  try {
    for await (const _ of sourceItems(entry!, {
      publicUrl: 'https://v.example',
      wait: async () => undefined,
    }));
  } catch (error) {
    return faultSentence(error);
  }
  throw new Error('It did not fail.');
}

test('what a server or the net does wrong is told by its kind', async () => {
  expect(pauseKind(await failure(`${base}/gone`))).toBe('refused');
  expect(pauseKind(await failure(`${base}/busy`))).toBe('refused');
  expect(pauseKind(await failure(`${base}/broken`))).toBe('unreachable');
  expect(pauseKind(await failure(`${base}/round`))).toBe('unreachable');
  expect(pauseKind(await failure('http://127.0.0.1:9/'))).toBe('unreachable');
  expect(pauseKind(await failure(`${base}/html`))).toBe('unreadable');
  expect(pauseKind(await failure(`${base}/html`, 'format: yandex-rabota, trusted: true'))).toBe('unreadable');
  expect(pauseKind(await failure('http://10.0.0.1/', 'format: trudvsem'))).toBe('ours');
  expect(pauseKind(await failure('http://example.org:8080/', 'format: trudvsem'))).toBe('ours');
});

test.each([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'EPROTO',
])('%s means that a site is not reached', (code) => {
  const sentence = faultOf(Object.assign(new Error('x'), { code }), new URL('https://jobs.example'));
  expect(pauseKind(sentence)).toBe('unreachable');
});

test('a fault of the database or of ours is not told as the source’s', () => {
  for (const error of [Object.assign(new Error('x'), { code: '53100' }), new TypeError('x is undefined')]) {
    expect(pauseKind(faultSentence(error))).toBe('ours');
  }
});
