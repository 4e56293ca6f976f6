import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makeCertificate } from '../support/make-certificate.js';
import {
  CERTIFICATE,
  CERTIFICATE_URL,
  confirmation,
  mailgun,
  mailgunEvent,
  postmark,
  postmarkBounce,
  type Report,
  SETTINGS,
  sendgrid,
  sendgridEvent,
  sesBounce,
  sesComplaint,
  sns,
} from './hook-bodies.js';
import { type HookSite, openHooks } from './hook-site.js';

const DAY = 86_400_000;

let site: HookSite;
beforeAll(async () => {
  site = await openHooks();
});
afterAll(() => site.close());
beforeEach(() => site.clear());

const stranger = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
const late = Date.now() - 3 * DAY;
const event = { Message: JSON.stringify(sesBounce()) };
const old = makeCertificate({ from: new Date(0), to: new Date(DAY) });

test.each<[string, () => Report]>([
  ['Postmark without a password', () => ({ ...postmark(postmarkBounce()), headers: {} })],
  ['Postmark with another password', () => postmark(postmarkBounce(), 'vestnik:correct-horse-batterz')],
  ['Postmark with half a password', () => postmark(postmarkBounce(), 'vestnik:correct')],
  ['SendGrid signed by another key', () => sendgrid([sendgridEvent()], { key: stranger })],
  ['SendGrid signed for another body', () => sendgrid([sendgridEvent()], { over: '[]' })],
  ['SendGrid signed three days ago', () => sendgrid([sendgridEvent()], { at: late })],
  ['SendGrid signed tomorrow', () => sendgrid([sendgridEvent()], { at: Date.now() + DAY })],
  ['SendGrid unsigned', () => ({ ...sendgrid([sendgridEvent()]), headers: {} })],
  ['Mailgun signed with another key', () => mailgun(mailgunEvent(), { key: 'another-key-of-mailgun' })],
  ['Mailgun signed three days ago', () => mailgun(mailgunEvent(), { at: late })],
  ['Mailgun unsigned', () => ({ ...mailgun({}), body: JSON.stringify({ 'event-data': mailgunEvent() }) })],
  [
    'SNS changed after it was signed',
    () => sns(event, { after: { Message: JSON.stringify(sesComplaint()) } }),
  ],
  [
    'SNS with a time changed after it was signed',
    () =>
      sns(
        { ...event, Timestamp: new Date(late).toISOString() },
        { after: { Timestamp: new Date().toISOString() } },
      ),
  ],
  ['SNS signed three days ago', () => sns({ ...event, Timestamp: new Date(late).toISOString() })],
  ['SNS about another topic', () => sns({ ...event, TopicArn: `${SETTINGS.sesTopicArn}x` })],
  ['SNS signed by another key', () => sns(event, { key: old.key })],
])('a report of %s is refused with a sentence, and leaves nothing', async (_, report) => {
  await site.anna();
  const answer = await site.post(report());
  expect([answer.status, answer.json?.detail]).toEqual([403, expect.stringMatching(/^[A-Z].*\.$/)]);
  expect(await site.db.query('select from bounce_event')).toEqual([]);
  expect(await site.suppressed()).toEqual([]);
});

test.each([
  'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
  'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem',
  'https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-1.pem',
  'https://user:word@sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
  'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-1.pem',
  'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
  'https://bucket.s3.amazonaws.com/SimpleNotificationService-1.pem',
  'https://sns.eu-west-1.amazonaws.com/other.pem',
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem?to=x',
  'https://sns.eu-west-1.amazonaws.com/a/../b/SimpleNotificationService-1.pem',
  'nonsense',
])('a certificate at %s is not asked for', async (SigningCertURL) => {
  const answer = await site.post(sns({ ...event, SigningCertURL }));
  expect([answer.status, site.asked]).toEqual([403, []]);
});

describe('SNS', () => {
  test('is asked for its certificate once, and signs in both ways', async () => {
    await site.post(sns(event));
    await site.post(sns({ ...event, SignatureVersion: '1' }));
    await site.post(sns({ ...event, Subject: 'Amazon SES Email Event Notification' }));
    expect(site.asked).toEqual([CERTIFICATE_URL]);
    expect(await site.events()).toHaveLength(1);
  });

  test('with a certificate that has run out is refused; one that does not come is asked for again', async () => {
    site.answerSns(() => old.pem);
    expect((await site.post(sns(event, { key: old.key }))).status).toBe(403);
    site.answerSns(() => {
      throw new Error('no answer');
    });
    const answer = await site.post(sns(event));
    expect([answer.status, answer.json.detail]).toEqual([503, expect.stringContaining('again later')]);
    site.web.hooks.fetch = async () => 'no certificate';
    expect((await site.post(sns(event))).status).toBe(503);
    site.web.hooks.fetch = async () => CERTIFICATE;
    expect((await site.post(sns(event))).status).toBe(200);
  });

  test('is not asked for made-up certificates without end', async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < 25; n++) {
      const SigningCertURL = CERTIFICATE_URL.replace('9c64', `${1000 + n}`);
      statuses.add((await site.post(sns(event, { after: { SigningCertURL }, key: old.key }))).status);
    }
    expect(site.asked).toHaveLength(20);
    expect([...statuses]).toEqual([403, 503]);
  });

  test('has its subscription confirmed, for the topic that is expected', async () => {
    const { SubscribeURL } = confirmation();
    const answer = await site.post(sns(confirmation()));
    expect([answer.status, answer.json]).toEqual([200, { source: 'ses', confirmed: true }]);
    expect(site.asked).toEqual([CERTIFICATE_URL, SubscribeURL]);
  });

  test.each([
    ['another topic', { TopicArn: `${SETTINGS.sesTopicArn}x` }],
    ['a host that is not its own', { SubscribeURL: 'https://evil.example/?Action=ConfirmSubscription' }],
    ['a network of ours', { SubscribeURL: 'https://169.254.169.254/latest/meta-data' }],
  ])('has no subscription confirmed for %s', async (_, given) => {
    expect((await site.post(sns(confirmation(given)))).status).toBe(403);
    expect(site.asked.filter((url) => url !== CERTIFICATE_URL)).toEqual([]);
  });

  test('has no subscription confirmed that it did not sign', async () => {
    expect((await site.post(sns(confirmation(), { key: old.key }))).status).toBe(403);
    expect(site.asked).toEqual([CERTIFICATE_URL]);
  });
});

test('a signature of Mailgun is good for one event: who has seen one cannot tell another by it', async () => {
  await site.anna();
  const token = 'a'.repeat(50);
  await site.post(mailgun(mailgunEvent({ event: 'unsubscribed' }), { token }));
  const again = await site.post(mailgun(mailgunEvent({ event: 'complained' }), { token }));
  expect([again.status, again.json]).toEqual([200, { source: 'mailgun', taken: 0, known: 1, ignored: 0 }]);
  expect(await site.kinds()).toEqual(['unsubscribe null']);
});
