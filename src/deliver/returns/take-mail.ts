import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { classify } from './classify.js';
import type { Classified } from './kinds.js';
import { type ReadMail, readMail, recipientsOf } from './read-mail.js';
import { keepRaw } from './returned-mail.js';
import { takeReturn } from './take-return.js';
import { NOBODY, proofIn, whoseByProof } from './whose.js';

const compress = promisify(gzip);

/**
 * Takes one mail of the bounce box: what it says, whose letter it is about, what follows; all in one commit, the mail
 * itself beside it for 7 days. A mail is known by its hash, so reading it again does nothing. Answers its kind; one that
 * cannot be read at all is `none`.
 */
export async function takeMail(
  { db, secret }: { db: DataSource; secret: Buffer },
  raw: Buffer,
  now: Date,
): Promise<Classified['kind']> {
  const mail = await readMail(raw).catch(() => null);
  if (mail === null) return 'none';
  const said = classify(mail);
  // What people write to the box is theirs: it stays where it is.
  if (said.kind === 'none') return 'none';
  const hash = createHash('sha256').update(raw).digest();
  const [packed, proof] = [await compress(raw), proofIn(secret, placesOfProof(mail))];
  await db.transaction(async (tx) => {
    const whose = (await whoseByProof(tx, secret, proof)) ?? NOBODY;
    const came = {
      ...whose,
      ...toldBy(said),
      source: 'box',
      eventId: hash.toString('hex'),
      told: 'mail',
    } as const;
    if (!(await takeReturn(tx, came, now))) return;
    await keepRaw(tx, { hash, subscriberId: whose.subscriberId, raw: packed }, now);
  });
  return said.kind;
}

/** The address it came to before all that can be written into a mail. */
const placesOfProof = (mail: ReadMail): string[] => [
  recipientsOf(mail),
  ...mail.deliveryReports,
  mail.feedbackReport ?? '',
  mail.returned,
];

const toldBy = ({ kind, cause, recipients, reason }: Classified) => ({
  // RFC 5965 §7.3.1: an opt-out is a request to leave, not an accusation.
  kind: reason === 'feedback:opt-out' ? ('unsubscribe' as const) : kind,
  cause,
  status: recipients.find((recipient) => recipient.cause === cause)?.status ?? null,
  reason,
});
