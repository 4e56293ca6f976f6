import { describe, expect, test } from '@jest/globals';
import { authenticate } from 'mailauth';
import { returnPath } from '../../src/deliver/return-path.js';
import { resolverOf } from '../support/dns-zone.js';
import { allLetters, mailZone, RELAY, signed } from './kinds.js';

const letters = allLetters();

/** What a receiver makes of a message: DKIM, SPF and DMARC, by a reader that is not ours. */
async function judge(message: Buffer, letter: { subscriberId: string; id: string }): Promise<string> {
  const { dkim, spf, dmarc } = await authenticate(message, {
    sender: returnPath(Buffer.alloc(32), letter, 'bounce.example.org'),
    ip: RELAY.address,
    helo: RELAY.name,
    mta: 'mx.mail.example',
    resolver: resolverOf(mailZone),
  });
  const signatures = dkim.results.map(({ status }) => status.result);
  const result = (said: false | { status: { result?: string } }) =>
    said === false ? undefined : said.status.result;
  return `dkim=${signatures.join()} spf=${result(spf)} dmarc=${result(dmarc)}`;
}

describe.each([...letters])('the %s', (_, letter) => {
  const message = signed(letter);

  test('passes DKIM, SPF and DMARC at an independent receiver', async () => {
    expect(await judge(message, letter)).toBe('dkim=pass spf=pass dmarc=pass');
  });

  test('does not pass DKIM with another subject', async () => {
    const changed = message.toString('latin1').replace(/^Subject: /m, 'Subject: ! ');
    expect(await judge(Buffer.from(changed, 'latin1'), letter)).toMatch(/^dkim=fail/);
  });
});

test('whoever changes what List-Unsubscribe-Post promises breaks the signature', async () => {
  const digests = [...letters.values()].filter(({ kind }) => kind === 'digest');
  for (const letter of digests) {
    const message = signed(letter).toString('latin1');
    for (const [from, to] of [
      ['=One-Click', '=One-Clack'],
      ['List-Unsubscribe: <https://', 'List-Unsubscribe: <https://evil.'],
    ] as const) {
      const changed = message.replace(from, to);
      expect(changed).not.toBe(message);
      expect(await judge(Buffer.from(changed, 'latin1'), letter)).toMatch(/^dkim=fail/);
    }
  }
});
