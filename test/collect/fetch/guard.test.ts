import type { lookup } from 'node:dns';
import { afterEach, expect, test } from '@jest/globals';
import { Agent, request } from 'undici';
import { publicLookup } from '../../../src/collect/fetch/guard.js';
import { startServer, type TestServer } from '../../support/http-server.js';

// On Linux all of 127.0.0.0/8 is this machine: 127.0.0.2 plays a public address, 127.0.0.1 a private one.
const PUBLIC = '127.0.0.2';
const PRIVATE = '127.0.0.1';
const onLinux = process.platform === 'linux' ? test : test.skip;

let open: (TestServer | Agent)[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});

/** A name server that answers one list of addresses after another, the last one for ever; and how often it was asked. */
function names(...answers: string[][]) {
  const asked: string[] = [];
  const resolve = ((name: string, _: object, callback: (error: null, found: object[]) => void) => {
    asked.push(name);
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    callback(
      null,
      answer.map((address) => ({ address, family: 4 })),
    );
  }) as unknown as typeof lookup;
  return { resolve, asked };
}

async function serve(): Promise<{ inside: TestServer; outside: TestServer }> {
  const outside = await startServer((_, response) => void response.end('feed'), PUBLIC);
  const inside = await startServer((_, response) => void response.end('secret'), PRIVATE, outside.port);
  open.push(outside, inside);
  return { inside, outside };
}

function agentOf(resolve: typeof lookup): Agent {
  const agent = new Agent({ connect: { lookup: publicLookup(resolve, (address) => address === PUBLIC) } });
  open.push(agent);
  return agent;
}

onLinux(
  'a name that is public when it is checked and private afterwards never reaches the private one',
  async () => {
    const { inside, outside } = await serve();
    const { resolve, asked } = names([PUBLIC], [PRIVATE]);
    const url = `http://rebinding.example:${outside.port}/feed`;
    const answer = await request(url, { dispatcher: agentOf(resolve) });
    expect(await answer.body.text()).toBe('feed');
    // Asked once: what was checked is what was connected to.
    expect(asked).toEqual(['rebinding.example']);
    await expect(request(url, { dispatcher: agentOf(resolve) })).rejects.toThrow(
      'rebinding.example is an address of a private net',
    );
    expect(asked).toHaveLength(2);
    expect([outside.asked.length, inside.asked.length]).toEqual([1, 0]);
  },
);

onLinux('a name with one public and one private address is refused whole, in either order', async () => {
  const { inside, outside } = await serve();
  for (const both of [
    [PUBLIC, PRIVATE],
    [PRIVATE, PUBLIC],
  ]) {
    const dispatcher = agentOf(names(both).resolve);
    await expect(request(`http://two.example:${outside.port}/`, { dispatcher })).rejects.toThrow(
      'private net',
    );
  }
  expect([outside.asked, inside.asked]).toEqual([[], []]);
});

test('a name without any address is no public one', async () => {
  const dispatcher = agentOf(names([]).resolve);
  await expect(request('http://none.example/', { dispatcher })).rejects.toThrow();
});
