import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createMailer } from '../../src/deliver/create-mailer.js';
import { readReturnPath, readUnsubscribeMailbox } from '../../src/deliver/return-path.js';
import { verifyDkim } from '../../src/deliver/verify-dkim.js';
import { readConfig } from '../../src/kit/config.js';
import { type SmtpRelay, startSmtp } from '../support/smtp-server.js';
import { draft, NOW, open } from './support.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secret = Buffer.alloc(32, 7);
let folder: string;
let relay: SmtpRelay | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vestnik-key-'));
  writeFileSync(join(folder, 'dkim.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => relay?.down());

const settings = (given: Record<string, string> = {}) => ({
  NODE_ENV: 'production',
  SECRET_KEY: 'x'.repeat(32),
  PUBLIC_URL: 'https://jobs.example.org',
  MAIL_FROM: 'Вестник <jobs@example.org>',
  SMTP_URL: relay?.url ?? 'smtp://127.0.0.1:9',
  DKIM_KEY_FILE: join(folder, 'dkim.pem'),
  ...given,
});

test('a letter leaves signed, from an address of its own, with one address to post to and one to write to', async () => {
  relay = await startSmtp();
  const mailer = createMailer(readConfig(settings({ BOUNCE_DOMAIN: 'bounce.example.org' }), '/'), secret);
  const letter = {
    ...draft({ headers: { 'List-Unsubscribe': '<https://jobs.example.org/u/1>' } }),
    createdAt: NOW,
  };
  expect(await mailer.send(letter, open)).toMatchObject({ kind: 'sent' });
  mailer.close();
  const { raw, from } = relay.mails[0]!;
  const whose = { subscriberId: letter.subscriberId, letterId: letter.id };
  expect(readReturnPath(secret, from)).toEqual(whose);
  expect(verifyDkim(raw, publicKey, ['List-Unsubscribe', 'List-Unsubscribe-Post'])).toBeNull();
  const [, value = ''] = /^List-Unsubscribe:((?:.*\r\n[ \t])*.*)/m.exec(raw.toString('latin1')) ?? [];
  expect(value.match(/<https:[^>]+>/g)).toEqual(['<https://jobs.example.org/u/1>']);
  const [mailto, ...others] = value.match(/<mailto:[^>]+>/g) ?? [];
  expect(others).toEqual([]);
  expect(readUnsubscribeMailbox(secret, /mailto:([^?]+)/.exec(mailto!)![1]!)).toEqual(whose);
});

test('production makes no mailer whose letters would leave unsigned or with a key of no use', () => {
  writeFileSync(join(folder, 'no.pem'), 'nothing');
  const make = (given: Record<string, string>) => () =>
    createMailer(readConfig(settings(given), '/'), secret);
  expect(make({ DKIM_KEY_FILE: join(folder, 'no.pem') })).toThrow(/does not hold a private RSA key/);
  expect(make({ DKIM_KEY_FILE: join(folder, 'none.pem') })).toThrow(/cannot be read/);
  const unsigned = { ...readConfig(settings(), '/') };
  const mail = { ...unsigned.mail, signing: { by: 'nobody' } as const };
  expect(() => createMailer({ ...unsigned, mail }, secret)).toThrow(/would leave unsigned/);
  expect(make({ DKIM_KEY_FILE: 'relay' })).not.toThrow();
});
