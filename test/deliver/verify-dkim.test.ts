import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { composeMessage } from '../../src/deliver/message.js';
import { insistOnSignature, probeFault } from '../../src/deliver/probe.js';
import { verifyDkim } from '../../src/deliver/verify-dkim.js';
import { readConfig } from '../../src/kit/config.js';
import { draft, FROM, NOW } from './support.js';

const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = createPublicKey(key);
const signer = { domain: 'vestnik.example', selector: 'k', key };
const letter = { ...draft(), createdAt: NOW };
const signed = composeMessage(letter, { from: FROM, signer, idempotencyHeader: null }).toString('latin1');
const fault = (text: string, cover = ['List-Unsubscribe-Post']) =>
  verifyDkim(Buffer.from(text, 'latin1'), publicKey, cover);

describe('a signed letter', () => {
  test('verifies, and so it does after a relay has folded its headers anew or put others above', () => {
    expect(fault(signed)).toBeNull();
    expect(fault(`Received: from a\r\n\tby b\r\n${signed}`)).toBeNull();
    expect(
      fault(signed.replace('Auto-Submitted: auto-generated', 'AUTO-SUBMITTED:\r\n  auto-generated  ')),
    ).toBeNull();
    expect(fault(`${signed}\r\n\r\n`)).toBeNull();
  });

  test.each([
    ['its promise of one click', '=One-Click', '=Two-Clicks', 'does not verify with the key'],
    ['its list', '<alerts.', '<other.', 'does not verify with the key'],
    ['its signing domain', 'd=vestnik.example', 'd=vestnik.exampla', 'does not verify with the key'],
    ['a letter of its body', '\r\n0', '\r\n1', 'belongs to another body'],
  ])('does not once somebody has changed %s', (_, from, to, expected) => {
    const changed =
      from === '\r\n0'
        ? signed.replace(/(base64\r\n\r\n)(.)/, (_all, head, c) => head + (c === 'A' ? 'B' : 'A'))
        : signed.replace(from, to);
    expect(changed).not.toBe(signed);
    expect(fault(changed)).toBe(expected);
  });

  test('does not once a second subject was put in', () => {
    expect(fault(signed.replace('\r\nSubject:', '\r\nSubject: Win\r\nSubject:'))).toBe(
      'does not verify with the key',
    );
  });

  test('is told apart from one that is unsigned, or signed without what must be', () => {
    const unsigned = composeMessage(letter, { from: FROM, signer: null, idempotencyHeader: null });
    expect(fault(unsigned.toString('latin1'))).toBe('is missing');
    expect(fault(signed, ['X-Not-Signed'])).toBe('leaves out X-Not-Signed');
    const other = createPublicKey(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
    expect(verifyDkim(Buffer.from(signed, 'latin1'), other, [])).toBe('does not verify with the key');
  });
});

test('the example of RFC 6376 is made canonical as the RFC says', () => {
  // §3.4.5, with our own key.
  const bh = createHash('sha256').update(' C\r\nD E\r\n').digest('base64');
  const tags = `a=rsa-sha256; c=relaxed/relaxed; h=a:b; bh=${bh}; b=`;
  const data = `a:X\r\nb:Y Z\r\ndkim-signature:${tags}`;
  const value = sign('sha256', Buffer.from(data), key).toString('base64');
  const head = `A: X\r\nB : Y\t\r\n\tZ  \r\nDKIM-Signature: ${tags}${value}`;
  const message = `${head}\r\n\r\n C \r\nD \t E\r\n\r\n\r\n`;
  expect(fault(message, [])).toBeNull();
});

describe('production', () => {
  const env = {
    NODE_ENV: 'production',
    SECRET_KEY: 'x'.repeat(32),
    PUBLIC_URL: 'https://jobs.example',
    SMTP_URL: 'smtp://relay.example',
    MAIL_FROM: 'Вестник <jobs@vestnik.example>',
  };
  const config = readConfig({ ...env, DKIM_KEY_FILE: 'dkim.pem' }, '/');

  test('starts with a key that signs a probe letter, or with a relay that signs', () => {
    expect(probeFault(config, signer)).toBeNull();
    expect(() => insistOnSignature(config, signer)).not.toThrow();
    expect(() => insistOnSignature(readConfig({ ...env, DKIM_KEY_FILE: 'relay' }, '/'), null)).not.toThrow();
  });

  test('does not start with letters unsigned', () => {
    expect(() => insistOnSignature(config, null)).toThrow(/would leave unsigned: set DKIM_KEY_FILE/);
  });
});
