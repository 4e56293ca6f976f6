import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig, settingNames } from '../../src/kit/config.js';

const complaints = (env: NodeJS.ProcessEnv): string[] => {
  try {
    readConfig(env, '/srv');
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints;
    throw error;
  }
};

describe('settings', () => {
  test('an empty environment gives a service that runs on a laptop', () => {
    const config = readConfig({}, '/srv');
    expect(config).toMatchObject({
      port: 3000,
      publicUrl: 'http://localhost:3000',
      databaseUrl: null,
      dataDir: '/srv/data',
      smtpUrl: null,
      production: false,
      mailFrom: { name: 'Вестник', address: 'vestnik@localhost' },
    });
    expect([...config.roles]).toEqual(['web', 'collect', 'match', 'market', 'compose', 'deliver']);
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('every complaint is told at once, each naming its setting', () => {
    const told = complaints({
      PORT: 'eighty',
      PUBLIC_URL: 'example.org',
      SMTP_URL: 'http://relay',
      DATABASE_URL: 'mysql://x/y',
      MAIL_FROM: 'nobody',
      ROLES: 'web,cook',
      DEFAULT_ZONE: 'Moscow',
      SECRET_KEY: 'short',
      LOG_LEVEL: 'loud',
      TRUST_PROXY: 'maybe',
      IN_DOUBT: 'cry',
      METRICS_TOKEN: 'two words',
      RATES_URL: 'cbr.ru',
    });
    for (const name of [
      'PORT',
      'PUBLIC_URL',
      'SMTP_URL',
      'DATABASE_URL',
      'MAIL_FROM',
      'ROLES',
      'DEFAULT_ZONE',
      'METRICS_TOKEN',
    ]) {
      expect(told.join('\n')).toContain(name);
    }
    expect(told).toHaveLength(13);
  });

  test('production refuses to start without what letters need', () => {
    const told = complaints({ NODE_ENV: 'production' });
    expect(told.map((line) => line.split(' ')[0])).toEqual([
      'SECRET_KEY',
      'PUBLIC_URL',
      'SMTP_URL',
      'MAIL_FROM',
      'DKIM_KEY_FILE',
    ]);
  });

  test('exchange rates are asked in production unless told otherwise, and elsewhere only where told', () => {
    const url = 'https://rates.example.org/daily.xml';
    const production = {
      NODE_ENV: 'production',
      SECRET_KEY: 'x'.repeat(32),
      PUBLIC_URL: 'https://jobs.example.org',
      SMTP_URL: 'smtp://relay',
      MAIL_FROM: 'a@b.c',
      DKIM_KEY_FILE: 'relay',
    };
    const ratesUrl = (env: NodeJS.ProcessEnv) => readConfig(env, '/srv').ratesUrl;
    expect(ratesUrl({})).toBeNull();
    expect(ratesUrl({ RATES_URL: url })).toBe(url);
    expect(ratesUrl(production)).toBe('https://www.cbr.ru/scripts/XML_daily.asp');
    expect(ratesUrl({ ...production, RATES_URL: url })).toBe(url);
    expect(ratesUrl({ ...production, RATES_URL: 'none' })).toBeNull();
  });

  test('the key that signs is taken for the domain of the sender where no other is named', () => {
    const signing = (env: NodeJS.ProcessEnv) => readConfig(env, '/srv').mail.signing;
    const MAIL_FROM = 'Jobs <jobs@Example.org>';
    expect(signing({ MAIL_FROM })).toEqual({ by: 'nobody' });
    expect(signing({ MAIL_FROM, DKIM_KEY_FILE: 'relay' })).toEqual({ by: 'relay' });
    const us = { by: 'us', domain: 'example.org', selector: 'vestnik', keyFile: 'dkim.pem' };
    expect(signing({ MAIL_FROM, DKIM_KEY_FILE: 'dkim.pem' })).toEqual(us);
    const other = { DKIM_DOMAIN: 'mail.example.org', DKIM_SELECTOR: 'k2' };
    expect(signing({ MAIL_FROM, DKIM_KEY_FILE: 'dkim.pem', ...other })).toEqual({
      ...us,
      domain: 'mail.example.org',
      selector: 'k2',
    });
  });

  test('what the mail side is told wrongly is told back by name', () => {
    const wrong = {
      DKIM_SELECTOR: 'my key',
      BOUNCE_DOMAIN: 'localhost',
      IMAP_URL: 'https://box',
      IDEMPOTENCY_HEADER: 'two words',
      MAIL_RATE: '0',
      MAIL_CONNECTIONS: '1000',
      WARM_UP: 'slowly',
      CANARY_TO: 'Me <me@x.org>',
      SES_TOPIC_ARN: 'topic',
      POSTMARK_WEBHOOK: 'short:word',
      SENDGRID_KEY: 'key',
      MAILGUN_KEY: 'key',
    };
    const told = complaints(wrong);
    expect(told).toHaveLength(Object.keys(wrong).length);
    for (const name of Object.keys(wrong)) expect(told.join('\n')).toContain(name);
  });

  test('asking the relay about letters in doubt takes a relay that knows them by a key', () => {
    expect(complaints({ IN_DOUBT: 'oracle' })).toEqual([
      expect.stringMatching(/^IN_DOUBT=oracle needs IDEMPOTENCY_HEADER/),
    ]);
    expect(complaints({ IN_DOUBT: 'oracle', IDEMPOTENCY_HEADER: 'Resend-Idempotency-Key' })).toEqual([]);
  });

  test('of several keys each has to be long enough', () => {
    const long = 'k'.repeat(32);
    expect(readConfig({ SECRET_KEY: `${long},${long}` }, '/srv').secretKey).toBe(`${long},${long}`);
    expect(complaints({ SECRET_KEY: `${long},short` })).toHaveLength(1);
  });

  test('an empty variable counts as absent', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: '' }, '/srv')).toMatchObject({
      databaseUrl: null,
      port: 3000,
    });
  });

  test('a sender with a line break is refused, since it would end up in a header', () => {
    expect(complaints({ MAIL_FROM: 'A\r\nBcc: x@y.z <a@b.c>' })).toHaveLength(1);
  });

  test("README's table of settings names the settings that the code reads", () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((row) => row[1]);
    expect(rows.sort()).toEqual([...settingNames, 'NODE_ENV'].sort());
  });
});
