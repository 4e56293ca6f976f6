import { describe, expect, test } from '@jest/globals';
import { spf as judge } from 'mailauth/lib/spf/index.js';
import { readSpf } from '../../../src/deliver/doctor/spf.js';
import { dnsOf, resolverOf, type Zone } from '../../support/dns-zone.js';

const spf = (record: string) => ({ TXT: [record, 'google-site-verification=x'] });
const zone: Zone = {
  'one.example': spf('v=spf1 ip4:198.51.100.7 -all'),
  'net.example': spf('v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 ~all'),
  'hosts.example': {
    ...spf('v=spf1 a mx/28 a:other.example -all'),
    A: ['198.51.100.9'],
    MX: ['10 mx.example'],
  },
  'mx.example': { A: ['203.0.113.17'] },
  'other.example': { A: ['192.0.2.44'], AAAA: ['2001:db8:0:0:0:0:0:1'] },
  'include.example': spf('v=spf1 include:one.example include:net.example ?all'),
  'deep.example': spf('v=spf1 include:include.example -all'),
  'redirect.example': spf('v=spf1 redirect=one.example'),
  'both.example': spf('v=spf1 redirect=one.example ~all'),
  'open.example': spf('v=spf1 ip4:198.51.100.7'),
  'any.example': spf('v=spf1 +all'),
  'minus.example': spf('v=spf1 -ip4:198.51.100.7 ip4:198.51.100.0/24 -all'),
  'typo.example': spf('v=spf1 ipv4:198.51.100.7 -all'),
  'lost.example': spf('v=spf1 include:nowhere.example -all'),
  'twice.example': { TXT: ['v=spf1 -all', 'v=spf1 +all'] },
  'none.example': { TXT: ['v=spf10 nothing'] },
};
const addresses = ['198.51.100.7', '198.51.100.9', '203.0.113.20', '192.0.2.44', '192.0.2.1', '2001:db8::1'];

describe.each(Object.keys(zone).filter((name) => zone[name]?.TXT))('the record of %s', (domain) => {
  test.each(addresses)('says of %s what an independent reader says', async (address) => {
    const sender = `b@${domain}`;
    const resolver = resolverOf(zone);
    const theirs = await judge({ sender, ip: address, helo: domain, mta: 'mx', resolver });
    const { result } = await readSpf(dnsOf(zone), domain, address);
    expect([domain, address, result]).toEqual([domain, address, theirs.status.result]);
  });
});

test('DNS questions are counted over the whole record, and more than ten are a fault', async () => {
  const counted = async (domain: string) => (await readSpf(dnsOf(zone), domain, '198.51.100.7')).lookups;
  expect(await counted('one.example')).toBe(0);
  expect(await counted('deep.example')).toBe(3);
  expect(await counted('hosts.example')).toBe(3);
  const many = Array.from({ length: 11 }, () => 'include:one.example').join(' ');
  const { problems } = await readSpf(
    dnsOf({ ...zone, 'many.example': spf(`v=spf1 ${many} -all`) }),
    'many.example',
    '192.0.2.1',
  );
  expect(problems).toEqual(['asks DNS 11 times, and receivers give up after 10']);
});

test('a record that includes itself comes to an end', async () => {
  const loop = { 'loop.example': spf('v=spf1 include:loop.example redirect=loop.example') };
  expect((await readSpf(dnsOf(loop), 'loop.example', '192.0.2.1')).problems.join()).toMatch(
    /asks DNS \d+ times/,
  );
});

test.each([
  ['any.example', 'ends in +all, which lets anybody send in your name'],
  ['typo.example', 'holds "ipv4:198.51.100.7", which is no term of SPF'],
  ['lost.example', 'includes nowhere.example, which has no SPF record'],
  ['twice.example', 'is one of 2 at twice.example, where only one may be'],
])('what is wrong with the record of %s is said in words', async (domain, problem) => {
  expect((await readSpf(dnsOf(zone), domain, '198.51.100.7')).problems).toEqual([problem]);
});
