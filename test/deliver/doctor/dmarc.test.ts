import { expect, test } from '@jest/globals';
import { findDmarc, isAligned } from '../../../src/deliver/doctor/dmarc.js';
import { dnsOf } from '../../support/dns-zone.js';

const dns = dnsOf({
  '_dmarc.example.org': { TXT: ['v=DMARC1; p=Reject; adkim=s; rua=mailto:a@example.org', 'other'] },
  '_dmarc.own.example.org': { TXT: ['v=DMARC1;p=none'] },
  '_dmarc.twice.example': { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] },
});

test('a domain has its own DMARC record or the nearest above it', async () => {
  expect(await findDmarc(dns, 'example.org')).toMatchObject({
    at: 'example.org',
    policy: 'reject',
    strictDkim: true,
    strictSpf: false,
    reported: true,
  });
  expect(await findDmarc(dns, 'jobs.city.example.org')).toMatchObject({ at: 'example.org' });
  expect(await findDmarc(dns, 'own.example.org')).toMatchObject({
    at: 'own.example.org',
    policy: 'none',
    reported: false,
  });
  expect(await findDmarc(dns, 'example.com')).toBeNull();
  expect(await findDmarc(dns, 'twice.example')).toBe('several');
});

test('names of one organisation are aligned, unless the record asks for the very same', () => {
  const at = 'example.org';
  expect(isAligned('bounce.example.org', 'jobs.example.org', { at, strict: false })).toBe(true);
  expect(isAligned('example.org', 'jobs.example.org', { at, strict: false })).toBe(true);
  expect(isAligned('bounce.example.org', 'example.org', { at, strict: true })).toBe(false);
  expect(isAligned('example.org', 'example.org', { at, strict: true })).toBe(true);
  expect(isAligned('notexample.org', 'example.org', { at, strict: false })).toBe(false);
});
