import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askDns, DnsSilent } from '../../../src/deliver/doctor/dns.js';
import { serveDns } from '../../support/dns-zone.js';

const LONG = `v=DKIM1; p=${'A'.repeat(400)}`;
let server: Awaited<ReturnType<typeof serveDns>>;
beforeAll(async () => {
  server = await serveDns({
    'example.org': { TXT: ['v=spf1 -all', LONG], MX: ['20 second.example.org', '10 first.example.org'] },
    'first.example.org': { A: ['198.51.100.7'], AAAA: ['2001:0db8:0000:0000:0000:0000:0000:0001'] },
    '7.100.51.198.in-addr.arpa': { PTR: ['first.example.org'] },
  });
});
afterAll(() => server.close());

test('long texts come whole, mail servers in order, addresses of both kinds, names of an address', async () => {
  const dns = askDns([server.address]);
  expect((await dns.txt('example.org')).sort()).toEqual([LONG, 'v=spf1 -all'].sort());
  expect(await dns.mx('Example.org')).toEqual(['first.example.org', 'second.example.org']);
  expect(await dns.addresses('first.example.org')).toEqual(['198.51.100.7', '2001:db8::1']);
  expect(await dns.names('198.51.100.7')).toEqual(['first.example.org']);
});

test('what is not there is nothing, and no answer is not taken for nothing', async () => {
  const dns = askDns([server.address]);
  expect(await dns.txt('nowhere.example.org')).toEqual([]);
  expect(await dns.mx('first.example.org')).toEqual([]);
  expect(await dns.names('198.51.100.8')).toEqual([]);
  await expect(dns.txt('silent.example.org')).rejects.toThrow(DnsSilent);
}, 20_000);
