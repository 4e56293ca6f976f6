import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';

const Message = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().min(1),
  TopicArn: z.string(),
  Subject: z.string().nullish(),
  Message: z.string(),
  Timestamp: z.string(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
  Token: z.string().optional(),
  SubscribeURL: z.string().optional(),
});
export type SnsMessage = z.infer<typeof Message>;

/** The message in a body of SNS; null where the body is none. */
export const readSnsMessage = (body: unknown): SnsMessage | null => Message.safeParse(body).data ?? null;

/** Whether the key signed the message (docs.aws.amazon.com/sns, Verifying the signatures of Amazon SNS messages). */
export function isSignedBy(message: SnsMessage, key: KeyObject): boolean {
  const names = message.Type === 'Notification' ? NOTIFICATION : CONFIRMATION;
  const lines = names.flatMap((name) => {
    const value = message[name];
    return typeof value === 'string' ? [name, value] : [];
  });
  const signed = Buffer.from(`${lines.join('\n')}\n`);
  // Version 1 is SHA-1, and what SNS uses unless a topic is set otherwise: nobody can make a second text for it yet.
  const hash = message.SignatureVersion === '1' ? 'sha1' : 'sha256';
  return verify(hash, signed, key, Buffer.from(message.Signature, 'base64'));
}

type Names = readonly (keyof SnsMessage)[];
const NOTIFICATION: Names = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION: Names = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

/** Where SNS itself answers for a topic: `sns.eu-west-1.amazonaws.com`. */
function snsHost(topicArn: string): string {
  const [, partition = '', , region = ''] = topicArn.split(':');
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

/** The address as a URL if it is SNS's own in the topic's region, by https and with nothing odd in it; else null. */
export function ownUrl(address: string, topicArn: string): URL | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const odd = url.port !== '' || url.username !== '' || url.password !== '' || url.hash !== '';
  return url.protocol === 'https:' && url.hostname === snsHost(topicArn) && !odd ? url : null;
}
