import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { readSigner } from '../../src/deliver/dkim.js';
import type { OutgoingLetter } from '../../src/deliver/mailer.js';
import { composeMessage, type Identity } from '../../src/deliver/message.js';
import { draft, FROM, NOW } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'vestnik-dkim-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });

function keyFile(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const signing = (file: string) =>
  ({ by: 'us', domain: 'vestnik.example', selector: 'v1', keyFile: file }) as const;

const identity: Identity = {
  from: FROM,
  signer: readSigner(signing(keyFile('good.pem', pem))),
  idempotencyHeader: 'Resend-Idempotency-Key',
};

/** DNS with the one record that the operator publishes. */
async function resolver(name: string, type: string): Promise<string[][]> {
  if (name !== 'v1._domainkey.vestnik.example' || type !== 'TXT') {
    throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  }
  return [[`v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`]];
}

async function verdict(raw: Buffer | string): Promise<string> {
  const { results } = await dkimVerify(Buffer.from(raw), { resolver });
  return results.map(({ status }) => status.result).join();
}

const letter = (given: Partial<OutgoingLetter> = {}): OutgoingLetter => ({
  ...draft({ to: 'anna@mail.example', subject: 'Слесарь-сборщик: 5 вакансий, «ночная смена» и ещё' }),
  createdAt: NOW,
  ...given,
});

const digest = composeMessage(letter({ html: `<p>${'вакансия\n'.repeat(4000)}</p>` }), identity).toString(
  'latin1',
);

describe('a signed letter', () => {
  test.each(['digest', 'confirm', 'login'] as const)('of kind %s is believed by a verifier', async (kind) => {
    expect(await verdict(composeMessage(letter({ kind }), identity))).toBe('pass');
  });

  test('has the same bytes whenever it is made', () => {
    const one = letter();
    expect(composeMessage(one, identity).equals(composeMessage({ ...one }, identity))).toBe(true);
  });

  test('survives a relay that puts headers before it', async () => {
    expect(
      await verdict(`Received: from a by b; ${NOW.toUTCString()}\r\nFeedback-ID: relay:1\r\n${digest}`),
    ).toBe('pass');
  });

  test.each([
    ['one-click is not what it was', '=One-Click', '=Two-Clicks'],
    ['the unsubscribe link leads elsewhere', '<https://vestnik.example/u/', '<https://evil.example/u/'],
    ['another List-Id', 'alerts.vestnik.example', 'alerts.evil.example'],
    ['another day', '24 Nov 2026', '25 Nov 2026'],
    ['a person answers out of office', 'auto-generated', 'no'],
    ['a letter of the body', '0LLQsNC60LDQvdGB', '0LLQsNC60LDQvdGC'],
    ['a second sender', 'From: ', 'From: Eve <eve@evil.example>\r\nFrom: '],
    ['a second subject', 'Subject: ', 'Subject: You have won\r\nSubject: '],
    [
      'another idea of its parts',
      'Content-Type: multipart',
      'Content-Type: text/html\r\nContent-Type: multipart',
    ],
  ])('is not believed any more when it is changed: %s', async (_, from, to) => {
    expect(digest).toContain(from);
    expect(await verdict(Buffer.from(digest.replace(from, to), 'latin1'))).not.toBe('pass');
  });

  test('nobody can give a confirm letter a way to unsubscribe by one click', async () => {
    const confirm = composeMessage(letter({ kind: 'confirm', headers: {} }), identity).toString('latin1');
    const added =
      'List-Unsubscribe: <https://evil.example/>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n';
    expect(await verdict(added + confirm)).not.toBe('pass');
  });
});

describe('a key', () => {
  const { privateKey: short } = generateKeyPairSync('rsa', { modulusLength: 512 });
  const { privateKey: edwards } = generateKeyPairSync('ed25519');
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
  test.each([
    ['that is none', 'hello', /does not hold a private RSA key/],
    [
      'that is the public half',
      publicKey.export({ type: 'spki', format: 'pem' }),
      /does not hold a private RSA key/,
    ],
    ['that is too short to be trusted', short.export(pkcs8), /1024 bits or more/],
    ['of a kind that few verify', edwards.export(pkcs8), /private RSA key/],
  ])('%s is refused at the start, in a sentence', (name, content, sentence) => {
    expect(() => readSigner(signing(keyFile(`${name}.pem`, content)))).toThrow(sentence);
  });

  test('in a file that is not there is refused too', () => {
    expect(() => readSigner(signing(join(folder, 'missing.pem')))).toThrow(/DKIM_KEY_FILE cannot be read/);
  });

  test('is not asked for where the relay signs, or nobody does', () => {
    expect(readSigner({ by: 'relay' })).toBeNull();
    expect(readSigner({ by: 'nobody' })).toBeNull();
  });
});
