import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  mailgun,
  mailgunEvent,
  postmark,
  postmarkBounce,
  type Report,
  sendgrid,
  sendgridEvent,
  sesBounce,
  sesComplaint,
  sns,
} from './hook-bodies.js';
import { type HookSite, openHooks } from './hook-site.js';

let site: HookSite;
beforeAll(async () => {
  site = await openHooks();
});
afterAll(() => site.close());
beforeEach(() => site.clear());

const ses = (message: object) => sns({ Message: JSON.stringify(message) });
const complaint = (given?: object) => ses(sesComplaint(given));

test.each<[string, Report, string[], string[]]>([
  ['SES: a complaint', complaint(), ['complaint null'], ['all complaint']],
  ['SES: «this is no spam»', complaint({ complaintFeedbackType: 'not-spam' }), [], []],
  [
    'SES: an address on its own list of bounces',
    ses(
      sesBounce({
        bounce: {
          bounceSubType: 'OnAccountSuppressionList',
          bouncedRecipients: [
            {
              emailAddress: 'anna@mail.example',
              action: 'failed',
              status: '5.1.1',
              diagnosticCode:
                'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
            },
          ],
        },
      }),
    ),
    ['hard dead'],
    ['all dead'],
  ],
  [
    'SES: permanent, and nothing said',
    ses(sesBounce({ bounce: { bouncedRecipients: [{ emailAddress: 'anna@mail.example' }] } })),
    ['hard dead'],
    ['all dead'],
  ],
  [
    'SES: permanent for the content',
    ses(
      sesBounce({
        bounce: {
          bouncedRecipients: [
            {
              emailAddress: 'anna@mail.example',
              status: '5.7.1',
              diagnosticCode: 'smtp; 554 5.7.1 Message rejected as spam',
            },
          ],
        },
      }),
    ),
    ['soft content'],
    [],
  ],
  [
    'SES: transient, whatever the words',
    ses(sesBounce({ bounce: { bounceType: 'Transient' } })),
    ['soft road'],
    [],
  ],
  [
    'SES: a full box',
    ses(
      sesBounce({
        bounce: {
          bounceType: 'Transient',
          bounceSubType: 'MailboxFull',
          bouncedRecipients: [{ emailAddress: 'anna@mail.example' }],
        },
      }),
    ),
    ['soft box'],
    [],
  ],
  [
    'SES: who left by its own page',
    ses({
      eventType: 'Subscription',
      mail: sesBounce().mail,
      subscription: {
        contactList: 'x',
        timestamp: '2026-01-12T01:00:17.910Z',
        source: 'UnsubscribeHeader',
        newTopicPreferences: { unsubscribeAll: true },
      },
    }),
    ['unsubscribe null'],
    [],
  ],
  ['SES: a delivery', ses({ eventType: 'Delivery', mail: sesBounce().mail, delivery: {} }), [], []],
  [
    'SES: its try of a topic',
    sns({ Message: 'Successfully validated SNS topic for Amazon SES event publishing.' }),
    [],
    [],
  ],
  [
    'Postmark: a complaint',
    postmark(postmarkBounce({ RecordType: 'SpamComplaint', Type: 'SpamComplaint', TypeCode: 100001 })),
    ['complaint null'],
    ['all complaint'],
  ],
  [
    'Postmark: who left by its link',
    postmark({
      RecordType: 'SubscriptionChange',
      MessageID: null,
      ServerID: 1,
      MessageStream: 'broadcast',
      ChangedAt: '2026-02-01T10:53:34.416071Z',
      Recipient: 'anna@mail.example',
      Origin: 'Recipient',
      SuppressSending: true,
      SuppressionReason: 'ManualSuppression',
      Tag: null,
      Metadata: {},
    }),
    ['unsubscribe null'],
    [],
  ],
  [
    'Postmark: who was let in again',
    postmark({
      RecordType: 'SubscriptionChange',
      MessageID: null,
      ChangedAt: '2026-02-01T10:53:34Z',
      Recipient: 'anna@mail.example',
      Origin: 'Customer',
      SuppressSending: false,
      SuppressionReason: null,
    }),
    [],
    [],
  ],
  [
    'Postmark: a full box',
    postmark(
      postmarkBounce({
        Type: 'SoftBounce',
        TypeCode: 4096,
        Details: 'smtp;552 5.2.2 The email account that you tried to reach is over quota',
      }),
    ),
    ['soft box'],
    [],
  ],
  ['Postmark: an answer of somebody away', postmark(postmarkBounce({ Type: 'AutoResponder' })), [], []],
  ['Postmark: an opening', postmark({ RecordType: 'Open', Recipient: 'anna@mail.example' }), [], []],
  [
    'SendGrid: a complaint',
    sendgrid([sendgridEvent({ event: 'spamreport' })]),
    ['complaint null'],
    ['all complaint'],
  ],
  [
    'SendGrid: who left',
    sendgrid([sendgridEvent({ event: 'group_unsubscribe', asm_group_id: 1 })]),
    ['unsubscribe null'],
    [],
  ],
  [
    'SendGrid: our address is blocked',
    sendgrid([
      sendgridEvent({
        type: 'blocked',
        status: '5.7.1',
        reason: '550 5.7.1 Client host blocked using a blocklist',
        bounce_classification: 'Reputation',
      }),
    ]),
    ['soft sender'],
    [],
  ],
  [
    'SendGrid: blocked, whatever the words',
    sendgrid([sendgridEvent({ type: 'blocked' })]),
    ['soft road'],
    [],
  ],
  [
    'SendGrid: not tried, because it bounced before',
    sendgrid([sendgridEvent({ event: 'dropped', reason: 'Bounced Address', status: null })]),
    ['hard dead'],
    ['all dead'],
  ],
  [
    'SendGrid: not tried, because of the letter',
    sendgrid([sendgridEvent({ event: 'dropped', reason: 'Spam Content', status: null })]),
    ['soft content'],
    [],
  ],
  [
    'Mailgun: a complaint',
    mailgun(mailgunEvent({ event: 'complained' })),
    ['complaint null'],
    ['all complaint'],
  ],
  ['Mailgun: who left', mailgun(mailgunEvent({ event: 'unsubscribed' })), ['unsubscribe null'], []],
  ['Mailgun: not now', mailgun(mailgunEvent({ severity: 'temporary', reason: 'generic' })), [], []],
  [
    'Mailgun: not tried, because it bounced before',
    mailgun(
      mailgunEvent({
        reason: 'suppress-bounce',
        'delivery-status': {
          code: 605,
          message: '',
          description: 'Not delivering to previously bounced address',
        },
      }),
    ),
    ['hard dead'],
    ['all dead'],
  ],
  [
    'Mailgun: hours without an answer',
    mailgun(
      mailgunEvent({ reason: 'old', 'delivery-status': { code: 602, message: '', description: 'Too old' } }),
    ),
    ['soft road'],
    [],
  ],
])('%s', async (_, report, expected, stopped) => {
  await site.anna();
  const answer = await site.post(report);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  expect([await site.kinds(), await site.suppressed()]).toEqual([expected, stopped]);
});
