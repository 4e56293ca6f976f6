import { mkdtempSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { SMTPServer } from 'smtp-server';
import { addDoctorCommands } from '../../../src/deliver/doctor/doctor.commands.js';
import type { Diagnosis } from '../../../src/deliver/doctor/examine.js';
import { LOCALHOST } from '../../support/certificate.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { reversed, serveDns, type Zone } from '../../support/dns-zone.js';

jest.setTimeout(60_000);

const OURS = '198.51.100.7';
let database: TestDatabase;
let relay: SMTPServer;
let folder: string;
let keyFile: string;
let zone: Zone;
let dns: Awaited<ReturnType<typeof serveDns>>;
/** What the relay says to a sender. */
let refusal: Error | null = null;

beforeAll(async () => {
  database = await testDatabase();
  folder = mkdtempSync(join(tmpdir(), 'vestnik-doctor-'));
  keyFile = join(folder, 'dkim.pem');
  relay = new SMTPServer({
    ...LOCALHOST,
    size: 10_000_000,
    onAuth: ({ username, password }, _session, done) =>
      username === 'vestnik' && password === 'right'
        ? done(null, { user: 1 })
        : done(new Error('Who are you')),
    onMailFrom: (_address, _session, done) => done(refusal),
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise<void>((resolve) => relay.close(resolve));
  await dns?.close();
  await database.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  refusal = null;
});

const before = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  process.exitCode = undefined;
});

async function vestnik(...words: string[]): Promise<string> {
  const program = new Command().exitOverride();
  addDoctorCommands(program);
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await program.parseAsync(['node', 'vestnik', ...words]);
    return printed.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    printed.mockRestore();
  }
}

const relayUrl = (user = 'vestnik:right') =>
  `smtp://${user}@127.0.0.1:${(relay.server.address() as AddressInfo).port}?requireTLS=true&tls.rejectUnauthorized=false`;

const settings = (): Record<string, string> => ({
  NODE_ENV: 'production',
  SECRET_KEY: 'x'.repeat(32),
  DATABASE_URL: database.url,
  PUBLIC_URL: 'https://jobs.example.org',
  SMTP_URL: relayUrl(),
  MAIL_FROM: 'Вестник <jobs@example.org>',
  DKIM_KEY_FILE: keyFile,
  BOUNCE_DOMAIN: 'bounce.example.org',
  IMAP_URL: 'imaps://user:word@mx.example.org/INBOX',
  CANARY_TO: 'me@example.org',
});

/** Everything as it should be; the key's record is filled in once there is a key. */
const whole = (): Zone => ({
  'vestnik._domainkey.example.org': { TXT: [] },
  'bounce.example.org': { TXT: [`v=spf1 ip4:${OURS} -all`], MX: ['10 mx.example.org'] },
  '_dmarc.example.org': { TXT: ['v=DMARC1; p=none; rua=mailto:postmaster@example.org'] },
  'mx.example.org': { A: ['198.51.100.9'] },
  'mail.example.org': { A: [OURS] },
  [reversed(OURS)]: { PTR: ['mail.example.org'] },
});

let record: string;
beforeAll(async () => {
  Object.assign(process.env, { MAIL_FROM: 'jobs@example.org' });
  record = JSON.parse(await vestnik('dkim-key', keyFile, '--json')).value;
  zone = {};
  dns = await serveDns(zone);
});

interface Given {
  env?: Record<string, string | undefined>;
  change?: Zone;
  from?: string[];
}

async function diagnose({
  env = {},
  change = {},
  from = ['--leaves-from', OURS],
}: Given = {}): Promise<Diagnosis & { ok: boolean }> {
  for (const name of Object.keys(zone)) delete zone[name];
  Object.assign(zone, whole(), { 'vestnik._domainkey.example.org': { TXT: [record] } }, change);
  const all = { ...settings(), ...env };
  for (const [name, value] of Object.entries(all)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return JSON.parse(await vestnik('doctor', '--json', '--dns', dns.address, ...from));
}

/** What is not well, a line each. */
const ills = ({ findings }: Diagnosis): string[] =>
  findings
    .filter(({ state }) => state !== 'ok')
    .map(({ state, check, says }) => `${state} ${check}: ${says}`);

test('a service in order hears so of each thing that was looked at, and exits with 0', async () => {
  const { ok, findings, records } = await diagnose();
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect([...new Set(findings.map(({ check }) => check))]).toEqual([
    'settings',
    'database',
    'clock',
    'relay',
    'TLS',
    'DKIM',
    'SPF',
    'DMARC',
    'PTR',
    'returned mail',
  ]);
  expect(ok).toBe(true);
  expect(process.exitCode).toBeUndefined();
  expect(findings.map(({ says }) => says).join('\n')).toMatch(/10000000|SIZE/);
  for (const { value, found } of records) expect(found).toEqual([value.replace(/^10 |\.$/g, '')]);
});

const dkimAt = 'vestnik._domainkey.example.org';
const cases: [what: string, given: () => Given, expected: RegExp][] = [
  [
    'an unset DKIM key where nobody signs',
    () => ({ env: { NODE_ENV: 'test', DKIM_KEY_FILE: undefined } }),
    /^broken DKIM: Letters leave unsigned/,
  ],
  [
    'a key that cannot be read',
    () => ({ env: { DKIM_KEY_FILE: '/nowhere.pem' } }),
    /^broken DKIM: DKIM_KEY_FILE cannot be read/,
  ],
  [
    'no DKIM record',
    () => ({ change: { [dkimAt]: {} } }),
    /^broken DKIM: .* has no record.*Publish: v=DKIM1; k=rsa; p=MII/,
  ],
  [
    "another key's record",
    () => ({ change: { [dkimAt]: { TXT: [OTHER] } } }),
    /^broken DKIM: .* belongs to another key/,
  ],
  [
    'a revoked key',
    () => ({ change: { [dkimAt]: { TXT: ['v=DKIM1; p='] } } }),
    /^broken DKIM: .* holds no key/,
  ],
  [
    'a key for another service',
    () => ({ change: { [dkimAt]: { TXT: [`s=tlsrpt; ${record}`] } } }),
    /^broken DKIM: .* is not for mail/,
  ],
  [
    'a key under test',
    () => ({ change: { [dkimAt]: { TXT: [`${record}; t=y`] } } }),
    /^todo DKIM: .* says t=y/,
  ],
  [
    'no SPF',
    () => ({ change: { 'bounce.example.org': { MX: ['10 mx.example.org'] } } }),
    /^broken SPF: .* has no SPF record. Publish: v=spf1 ip4:198.51.100.7 -all/,
  ],
  [
    'SPF for others',
    () => ({
      change: { 'bounce.example.org': { TXT: ['v=spf1 ip4:192.0.2.9 -all'], MX: ['10 mx.example.org'] } },
    }),
    /^broken SPF: .* does not permit 198.51.100.7/,
  ],
  [
    'no DMARC',
    () => ({ change: { '_dmarc.example.org': {} } }),
    /^broken DMARC: example.org has no DMARC record/,
  ],
  [
    'DMARC without a policy',
    () => ({ change: { '_dmarc.example.org': { TXT: ['v=DMARC1; rua=mailto:a@example.org'] } } }),
    /^broken DMARC: .* names no policy/,
  ],
  [
    'a strict DMARC and a signature of a name below',
    () => ({
      env: { DKIM_DOMAIN: 'mail.example.org' },
      change: {
        'vestnik._domainkey.mail.example.org': { TXT: [record] },
        '_dmarc.example.org': { TXT: ['v=DMARC1; p=none; adkim=s; rua=mailto:a@example.org'] },
      },
    }),
    /^broken DMARC: The signature of mail.example.org does not count/,
  ],
  [
    'an address without a name',
    () => ({ change: { [reversed(OURS)]: {} } }),
    /^broken PTR: 198.51.100.7 has no name/,
  ],
  [
    'a name that is not confirmed',
    () => ({ change: { 'mail.example.org': {} } }),
    /^broken PTR: .* is called mail.example.org, but/,
  ],
  [
    'an MX that leads nowhere',
    () => ({ change: { 'mx.example.org': {} } }),
    /^broken returned mail: .* which has no address/,
  ],
  [
    'no MX',
    () => ({ change: { 'bounce.example.org': { TXT: [`v=spf1 ip4:${OURS} -all`] } } }),
    /^broken returned mail: .* has no MX/,
  ],
  [
    'a wrong password',
    () => ({ env: { SMTP_URL: relayUrl('vestnik:wrong') } }),
    /^broken relay: 127.0.0.1 refuses user and password/,
  ],
  [
    'nobody at the relay',
    () => ({ env: { SMTP_URL: 'smtp://127.0.0.1:9' } }),
    /^broken relay: 127.0.0.1:9 cannot be spoken with/,
  ],
  [
    'a certificate that does not hold',
    () => ({ env: { SMTP_URL: relayUrl().replace('&tls.rejectUnauthorized=false', '') } }),
    /^broken relay: .* certificate that does not hold/,
  ],
  [
    'a relay that does not know our sender',
    () => {
      refusal = Object.assign(new Error('5.7.1 not yours'), { responseCode: 553 });
      return {};
    },
    /^broken relay: It takes no letters from bounce.example.org \(553 5.7.1 not yours\)/,
  ],
  [
    'a silent name server',
    () => ({ env: { BOUNCE_DOMAIN: 'silent.example.org' } }),
    /^todo SPF: DNS gave no answer about silent.example.org/,
  ],
  [
    'no database',
    () => ({ env: { DATABASE_URL: 'postgres://127.0.0.1:9/nothing' } }),
    /^broken database: The database of DATABASE_URL \(127.0.0.1:9\/nothing\) cannot be used/,
  ],
  [
    'a page without https',
    () => ({ env: { PUBLIC_URL: 'http://jobs.example.org' } }),
    /^todo settings: PUBLIC_URL does not begin with https/,
  ],
];
const OTHER =
  'v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMnVGuW9OXk3T7uQwrIbuJIIRIa1lVnNHzgvcHOm6wAa4SvKy5zv5GH6iN/1Fh5ZP3Vjwo7mPwEv3Qk9QyHkd20CAwEAAQ==';

describe('what is not well is said, with what to do', () => {
  test.each(cases)('%s', async (_, given, expected) => {
    const diagnosis = await diagnose(given());
    const told = ills(diagnosis);
    expect(told.filter((line) => expected.test(line))).toHaveLength(1);
    expect(diagnosis.ok).toBe(!told.some((line) => line.startsWith('broken')));
    expect(process.exitCode).toBe(diagnosis.ok ? undefined : 1);
  });

  test('a schema that is behind, and nothing was run', async () => {
    await database.query('delete from migration where id = (select max(id) from migration)');
    expect(ills(await diagnose()).join()).toMatch(/^todo database: .* 1 migrations? behind/);
    expect(ills(await diagnose()).join()).toMatch(/^todo database: .* 1 migrations? behind/);
  });

  test('settings that cannot be read are told one by one', async () => {
    const told = ills(await diagnose({ env: { PORT: 'x', SECRET_KEY: undefined } }));
    expect(told).toHaveLength(2);
    expect(told.join('\n')).toMatch(/^broken settings: PORT must.*\nbroken settings: SECRET_KEY is required/);
  });
});

test('where letters leave from is not guessed', async () => {
  expect(
    ills(await diagnose({ from: [] }))
      .filter((line) => /SPF|PTR/.test(line))
      .join('\n'),
  ).toMatch(/--leaves-from|does not permit/);
});

test('what to publish is printed as text to paste, and as a zone file', async () => {
  await diagnose();
  const words = ['doctor', '--dns', dns.address, '--leaves-from', OURS];
  expect(await vestnik(...words)).toContain(`${dkimAt}  TXT\n  ${record}\n  (stands there)`);
  const lines = (await vestnik(...words, '--zone')).trim().split('\n');
  expect(lines).toContain('bounce.example.org. IN MX 10 mx.example.org.');
  const [, strings = ''] = /IN TXT \( (.*) \)/.exec(lines.find((line) => line.startsWith(dkimAt))!) ?? [];
  expect(
    strings
      .match(/"[^"]*"/g)!
      .map((part) => part.slice(1, -1))
      .join(''),
  ).toBe(record);
  for (const part of strings.match(/"[^"]*"/g)!) expect(part.length).toBeLessThanOrEqual(257);
});

test('a new key is for its owner alone, and never takes the place of another', async () => {
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  await expect(vestnik('dkim-key', keyFile)).rejects.toThrow(/is there already and stays as it is/);
  await expect(vestnik('dkim-key', join(folder, 'no', 'k.pem'))).rejects.toThrow(
    /The folder of .* is not there/,
  );
  process.env.MAIL_FROM = 'jobs@example.org';
  const said = await vestnik('dkim-key', join(folder, 'second.pem'), '--selector', 'k2');
  expect(said).toMatch(/k2\._domainkey\.example\.org {2}TXT\n {2}v=DKIM1; k=rsa; p=[\w+/]{380,}/);
});
