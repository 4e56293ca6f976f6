import { garbled, type HookAnswer, refused } from './answer.js';
import { jsonOf } from './json-of.js';
import { isFresh } from './proofs.js';
import { readSes } from './ses.js';
import type { SnsKeys } from './sns-keys.js';
import { isSignedBy, ownUrl, readSnsMessage, type SnsMessage } from './sns-message.js';
import { type ReportTools, takeReport } from './take-report.js';

/** What receives messages of SNS. */
interface SnsReceiver extends ReportTools {
  sns: SnsKeys;
  fetch(url: URL): Promise<string>;
}

/**
 * Takes a message of SNS, if it is about the topic that is expected and SNS signed it. A subscription is confirmed for
 * that topic alone, and only at SNS's own address.
 */
export async function receiveSns(
  receiver: SnsReceiver,
  { body, topicArn }: { body: unknown; topicArn: string },
  now: Date,
): Promise<HookAnswer> {
  const message = readSnsMessage(body);
  if (message === null) return garbled(NOT_SNS);
  if (message.TopicArn !== topicArn) return refused('This is not the topic of SES_TOPIC_ARN.');
  if (!isFresh(Date.parse(message.Timestamp), now)) return refused('This message is more than two days old.');
  const certificate = ownUrl(message.SigningCertURL, topicArn);
  if (certificate === null)
    return refused("The certificate of this message does not lie at SNS's own address.");
  const proved = await isProved(receiver, { message, certificate }, now);
  if (proved === null) return LATER;
  if (!proved) return refused('SNS did not sign this message.');
  if (message.Type === 'SubscriptionConfirmation') return confirm(receiver, message);
  // Somebody with a right to it ended the subscription; whoever wants it again subscribes again.
  if (message.Type === 'UnsubscribeConfirmation')
    return { status: 200, body: { source: 'ses', unsubscribed: true } };
  return takeMessage(receiver, message, now);
}

/** Null: the certificate could not be had, which says nothing of the message. */
async function isProved(
  { sns }: SnsReceiver,
  { message, certificate }: { message: SnsMessage; certificate: URL },
  now: Date,
): Promise<boolean | null> {
  try {
    const key = await sns.keyAt(certificate, now);
    return key !== null && isSignedBy(message, key);
  } catch {
    return null;
  }
}

async function confirm({ fetch }: SnsReceiver, { SubscribeURL, TopicArn }: SnsMessage): Promise<HookAnswer> {
  const url = ownUrl(SubscribeURL ?? '', TopicArn);
  if (url === null) return refused("The subscription is not to be confirmed at SNS's own address.");
  try {
    await fetch(url);
  } catch {
    return LATER;
  }
  return { status: 200, body: { source: 'ses', confirmed: true } };
}

async function takeMessage(tools: ReportTools, { Message }: SnsMessage, now: Date): Promise<HookAnswer> {
  const said = jsonOf(Message);
  // SES tries a topic out by a sentence.
  if (said === undefined && /^successfully validated/i.test(Message))
    return { status: 200, body: { source: 'ses', taken: 0, known: 0, ignored: 1 } };
  if (said === undefined) return garbled('What SNS brought was not written by SES.');
  return takeReport(tools, { provider: 'ses', read: readSes(said) }, now);
}

const LATER: HookAnswer = {
  status: 503,
  detail: "SNS's own address does not answer, or was asked too often: send the message again later.",
};

const NOT_SNS =
  'The body is not a message of SNS: subscribe this address by HTTPS, and leave raw message delivery off.';
