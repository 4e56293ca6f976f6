import { createHmac, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { makeCertificate } from '../support/make-certificate.js';

/** Reports as providers write them, with the fields that their documentation shows, signed by keys made here. */

const DAY = 86_400_000;
const now = () => Date.now();

// SendGrid: ECDSA over P-256.
const sendgridPair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

// SNS: a certificate that is valid now.
export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:vestnik-reports';
export const CERTIFICATE_URL =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem';
const certificate = makeCertificate({ from: new Date(now() - DAY), to: new Date(now() + DAY) });
export const CERTIFICATE = certificate.pem;

export const SETTINGS = {
  sesTopicArn: TOPIC,
  postmark: 'vestnik:correct-horse-battery',
  sendgridKey: sendgridPair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  mailgunKey: 'key-0123456789abcdef0123456789abcdef',
};

/** A request: where to, and what it carries. */
export interface Report {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export const postmark = (row: object, userAndPassword = SETTINGS.postmark): Report => ({
  path: '/hooks/postmark',
  headers: {
    'Content-Type': 'application/json',
    Authorization: `Basic ${Buffer.from(userAndPassword).toString('base64')}`,
  },
  body: JSON.stringify(row),
});

export const postmarkBounce = (given: object = {}) => ({
  RecordType: 'Bounce',
  MessageStream: 'broadcast',
  ID: 42,
  Type: 'HardBounce',
  TypeCode: 1,
  Name: 'Hard bounce',
  Tag: null,
  MessageID: '883953f4-6105-42a2-a16a-77a8eac79483',
  Metadata: {},
  ServerID: 23,
  Description: 'The server was unable to deliver your message (ex: unknown user, mailbox not found).',
  Details: 'smtp;550 5.1.1 The email account that you tried to reach does not exist.',
  Email: 'anna@mail.example',
  From: 'jobs@vestnik.example',
  BouncedAt: '2026-11-25T16:33:54.9070259Z',
  DumpAvailable: true,
  Inactive: true,
  CanActivate: true,
  Subject: '3 новые вакансии',
  ...given,
});

export function sendgrid(
  events: object[] | string,
  {
    at = now(),
    key = sendgridPair.privateKey,
    over,
  }: { at?: number; key?: typeof sendgridPair.privateKey; over?: string } = {},
): Report {
  const body = typeof events === 'string' ? events : JSON.stringify(events);
  const timestamp = String(Math.floor(at / 1000));
  return {
    path: '/hooks/sendgrid',
    headers: {
      'Content-Type': 'application/json',
      'X-Twilio-Email-Event-Webhook-Signature': sign(
        'sha256',
        Buffer.from(timestamp + (over ?? body)),
        key,
      ).toString('base64'),
      'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
    },
    body,
  };
}

export const sendgridEvent = (given: object = {}) => ({
  email: 'anna@mail.example',
  timestamp: Math.floor(now() / 1000),
  'smtp-id': '<14c5d75ce93.dfd.64b469@ismtpd-555>',
  event: 'bounce',
  category: ['digest'],
  sg_event_id: randomUUID(),
  sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0',
  reason: '550 5.1.1 The email account that you tried to reach does not exist',
  status: '5.1.1',
  type: 'bounce',
  bounce_classification: 'Invalid Address',
  ...given,
});

export function mailgun(
  event: object,
  { at = now(), key = SETTINGS.mailgunKey, token = randomBytes(25).toString('hex') } = {},
): Report {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex');
  return {
    path: '/hooks/mailgun',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ signature: { timestamp, token, signature }, 'event-data': event }),
  };
}

export const mailgunEvent = (given: object = {}) => ({
  event: 'failed',
  id: randomBytes(16).toString('base64url'),
  timestamp: now() / 1000,
  'log-level': 'error',
  severity: 'permanent',
  reason: 'bounce',
  'delivery-status': {
    'attempt-no': 1,
    message: '5.1.1 The email account that you tried to reach does not exist.',
    code: 550,
    'enhanced-code': '5.1.1',
    description: '',
    'session-seconds': 0.4,
  },
  flags: { 'is-routed': false, 'is-authenticated': true, 'is-system-test': false, 'is-test-mode': false },
  envelope: { sender: 'jobs@vestnik.example', transport: 'smtp', targets: 'anna@mail.example' },
  message: {
    headers: {
      to: 'anna@mail.example',
      'message-id': '20260203192638.000be97f99f8cea1@vestnik.example',
      from: 'Вестник <jobs@vestnik.example>',
      subject: '3 новые вакансии',
    },
    attachments: [],
    size: 341,
  },
  recipient: 'anna@mail.example',
  'recipient-domain': 'mail.example',
  tags: [],
  'user-variables': {},
  ...given,
});

const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
};

/** A message of SNS with these fields; `after` are fields changed once it was signed. */
export function sns(
  fields: Record<string, string>,
  {
    after = {},
    key = certificate.key,
  }: { after?: Record<string, string>; key?: typeof certificate.key } = {},
): Report {
  const message: Record<string, string> = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: TOPIC,
    Timestamp: new Date(now()).toISOString(),
    SignatureVersion: '2',
    SigningCertURL: CERTIFICATE_URL,
    ...fields,
  };
  const names = SIGNED[message.Type as keyof typeof SIGNED];
  const text = names
    .flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`]))
    .join('');
  const hash = message.SignatureVersion === '1' ? 'sha1' : 'sha256';
  const Signature = sign(hash, Buffer.from(text), key).toString('base64');
  return {
    path: '/hooks/ses',
    headers: { 'Content-Type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': message.Type ?? '' },
    body: JSON.stringify({ ...message, Signature, ...after }),
  };
}

export const confirmation = (given: Record<string, string> = {}) => ({
  Type: 'SubscriptionConfirmation',
  Token: '2336412f37',
  Message: `You have chosen to subscribe to the topic ${TOPIC}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
  SubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37`,
  ...given,
});

export const sesBounce = ({ bounce = {}, mail = {} }: { bounce?: object; mail?: object } = {}) => ({
  notificationType: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [
      {
        emailAddress: 'anna@mail.example',
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      },
    ],
    timestamp: '2026-11-25T14:59:38.237Z',
    feedbackId: '00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa068a-000000',
    reportingMTA: 'dns; email.example.com',
    ...bounce,
  },
  mail: {
    timestamp: '2026-11-25T14:59:38.237Z',
    source: 'jobs@vestnik.example',
    sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/vestnik.example',
    sendingAccountId: '123456789012',
    messageId: '00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa0680-000000',
    destination: ['anna@mail.example'],
    ...mail,
  },
});

export const sesComplaint = (given: object = {}) => ({
  notificationType: 'Complaint',
  complaint: {
    complainedRecipients: [{ emailAddress: 'anna@mail.example' }],
    timestamp: '2026-11-25T14:59:38.237Z',
    feedbackId: '000001378603177f-18c07c78-fa81-4a58-9dd1-fedc3cb8f49a-000000',
    userAgent: 'AnyCompany Feedback Loop (V0.01)',
    complaintFeedbackType: 'abuse',
    ...given,
  },
  mail: sesBounce().mail,
});
