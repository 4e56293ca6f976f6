import { createPublicKey } from 'node:crypto';
import { z } from 'zod';

/** How letters are signed: by this service with a key of its own, or, as the operator says, by the relay. */
export type Signing =
  | { by: 'us'; domain: string; selector: string; keyFile: string }
  | { by: 'relay' }
  | { by: 'nobody' };

/** What the mail side was told beside the relay's address: identity, what comes back, and how fast to go. */
export interface MailSettings {
  signing: Signing;
  /** The name said in EHLO; null: this machine's own. */
  ehloName: string | null;
  /** Where returned letters go, `b+token@domain`, and mailed unsubscribes, `u+token@domain`; null: neither is offered. */
  bounceDomain: string | null;
  /** The box that receives them: imaps://user:password@host/INBOX. */
  imapUrl: string | null;
  /** A relay's header that makes a repeated letter harmless, such as Resend-Idempotency-Key; null: it has none. */
  idempotencyHeader: string | null;
  /** Letters a minute and lane, at most. */
  ratePerMinute: number;
  /** Connections to the relay, and so letters under way at once. */
  connections: number;
  /** Whether a lane begins with 200 letters a day and grows by half each day. */
  warmUp: boolean;
  /** An address that gets a letter every hour, so that silence is noticed; null: none. */
  canaryTo: string | null;
  /** What proves that a provider's report is the provider's; null: its reports are not taken. */
  reports: {
    sesTopicArn: string | null;
    /** user:password of the address given to Postmark. */
    postmark: string | null;
    /** SendGrid's verification key: base64 of an SPKI public key. */
    sendgridKey: string | null;
    mailgunKey: string | null;
  };
}

const domain = (name: string) =>
  z
    .string()
    .regex(/^(?=.{1,200}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/i, `${name} must be a domain such as example.org`);

const wholeNumber = (name: string, { from, to }: { from: number; to: number }) =>
  z.coerce
    .number({ message: `${name} must be a whole number from ${from} to ${to}` })
    .int(`${name} must be a whole number from ${from} to ${to}`)
    .min(from, `${name} must be a whole number from ${from} to ${to}`)
    .max(to, `${name} must be a whole number from ${from} to ${to}`);

/** The settings of MailSettings as they stand in the environment. */
export const mailShape = {
  DKIM_KEY_FILE: z.string().optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/i, 'DKIM_SELECTOR takes letters, digits and hyphens')
    .default('vestnik'),
  DKIM_DOMAIN: domain('DKIM_DOMAIN').optional(),
  EHLO_NAME: domain('EHLO_NAME').optional(),
  BOUNCE_DOMAIN: domain('BOUNCE_DOMAIN').optional(),
  IMAP_URL: z
    .string()
    .refine((text) => URL.canParse(text) && /^imaps?:$/.test(new URL(text).protocol), {
      message: 'IMAP_URL must be a URL that starts with imap:// or imaps://',
    })
    .optional(),
  IDEMPOTENCY_HEADER: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{1,60}$/, 'IDEMPOTENCY_HEADER must be the name of a header')
    .optional(),
  MAIL_RATE: wholeNumber('MAIL_RATE', { from: 1, to: 1_000_000 }).default(600),
  MAIL_CONNECTIONS: wholeNumber('MAIL_CONNECTIONS', { from: 1, to: 100 }).default(5),
  WARM_UP: z
    .enum(['0', '1'], { message: 'WARM_UP must be one of: 0, 1' })
    .default('0')
    .transform((text) => text === '1'),
  CANARY_TO: z
    .string()
    .regex(/^[^\s<>@,;"]+@[^\s<>@,;"]+$/, 'CANARY_TO must be a bare address such as canary@example.org')
    .optional(),
  SES_TOPIC_ARN: z
    .string()
    .regex(
      /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/,
      'SES_TOPIC_ARN must look like arn:aws:sns:eu-west-1:123456789012:name',
    )
    .optional(),
  POSTMARK_WEBHOOK: z
    .string()
    .regex(
      /^[^:\s]{1,100}:\S{12,200}$/,
      'POSTMARK_WEBHOOK must be user:password, the password of 12 characters or more',
    )
    .optional(),
  SENDGRID_KEY: z
    .string()
    .refine(isEcKey, "SENDGRID_KEY must be SendGrid's verification key in base64")
    .optional(),
  MAILGUN_KEY: z.string().min(16, "MAILGUN_KEY must be Mailgun's webhook signing key").optional(),
};

function isEcKey(text: string): boolean {
  if (!/^[A-Za-z0-9+/=]{80,400}$/.test(text)) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec';
  } catch {
    return false;
  }
}

const schema = z.object(mailShape);

/** Puts the settings in order; `senderDomain` signs where no other domain was named. */
export function mailSettingsOf(read: z.infer<typeof schema>, senderDomain: string): MailSettings {
  return {
    signing: signingOf(read, senderDomain),
    ehloName: read.EHLO_NAME ?? null,
    bounceDomain: read.BOUNCE_DOMAIN?.toLowerCase() ?? null,
    imapUrl: read.IMAP_URL ?? null,
    idempotencyHeader: read.IDEMPOTENCY_HEADER ?? null,
    ratePerMinute: read.MAIL_RATE,
    connections: read.MAIL_CONNECTIONS,
    warmUp: read.WARM_UP,
    canaryTo: read.CANARY_TO ?? null,
    reports: {
      sesTopicArn: read.SES_TOPIC_ARN ?? null,
      postmark: read.POSTMARK_WEBHOOK ?? null,
      sendgridKey: read.SENDGRID_KEY ?? null,
      mailgunKey: read.MAILGUN_KEY ?? null,
    },
  };
}

function signingOf(
  { DKIM_KEY_FILE: keyFile, DKIM_SELECTOR: selector, DKIM_DOMAIN }: z.infer<typeof schema>,
  senderDomain: string,
): Signing {
  if (keyFile === undefined) return { by: 'nobody' };
  if (keyFile === 'relay') return { by: 'relay' };
  return { by: 'us', domain: (DKIM_DOMAIN ?? senderDomain).toLowerCase(), selector, keyFile };
}
