import { type ReportGroup, readDeliveryReport } from './delivery-report.js';
import { failedRecipients } from './failed-words.js';
import { feedbackType, isComplaint } from './feedback-report.js';
import type { Cause, Classified, ReturnedRecipient } from './kinds.js';
import { isAutoReply, looksReturned } from './looks.js';
import { ownMessageId } from './message-key.js';
import { topicOf } from './phrases.js';
import { type ReadMail, readMail, recipientsOf } from './read-mail.js';
import { causeOf, causeOfCode, codesIn, repliesIn } from './status-cause.js';

/** What a mail in the bounce box says: reports of machines first (RFC 5965, 3464), then words, then silence. */
export async function classifyMail(raw: Buffer): Promise<Classified> {
  return classify(await readMail(raw));
}

/** The same of a mail that was read already. */
export function classify(mail: ReadMail): Classified {
  const messageKey = ownMessageId(mail.returned)?.messageKey ?? null;
  return { ...kindOf(mail), messageKey };
}

type Kind = Omit<Classified, 'messageKey'>;

function kindOf(mail: ReadMail): Kind {
  const feedback = feedbackType(mail);
  if (feedback !== null)
    return nobody(isComplaint(feedback) ? 'complaint' : 'report', `feedback:${feedback}`);
  if (MAILED_UNSUBSCRIBE.test(recipientsOf(mail)) && !isAutoReply(mail)) return nobody('unsubscribe', null);
  const told = mail.deliveryReports.flatMap(readDeliveryReport);
  const groups = told.length > 0 ? told : readDeliveryReport(mail.words).filter(isWhole);
  if (groups.length > 0) return decided(groups.map((group) => ofReport(group, mail, groups.length === 1)));
  if (looksReturned(mail)) return decided(failedRecipients(mail).map((failed) => ofWords(failed, mail)));
  return nobody(isAutoReply(mail) ? 'reply' : 'none', null);
}

/** Whether a group that stood among words is one of a report, and no sentence that looks alike. */
const isWhole = ({ address, action, status }: ReportGroup): boolean =>
  address !== null && (status !== null || /^(failed|delayed|delivered|relayed|expanded)$/.test(action ?? ''));

const MAILED_UNSUBSCRIBE = /\bu\+[a-z2-7]{58}@/i;

interface Said extends ReturnedRecipient {
  said: string;
}

/** The diagnostic's words, then a status that is exact, then the words for people, then the reply code. */
function ofReport(group: ReportGroup, { words }: ReadMail, alone: boolean): Said {
  const { address, action, diagnostic, remark } = group;
  const inside = codesIn(diagnostic);
  const status = exacter(group.status, inside.status);
  const cause =
    causeOf(topicOf(diagnostic) === null ? remark : diagnostic, status) ??
    (alone ? (causeOf(repliesIn(words), null) ?? causeOf(words, null)) : null) ??
    causeOfCode(inside.code);
  const said = diagnostic || remark || words;
  return { address, action, status, cause: settled(cause, action, status), said };
}

/** The reply that is quoted in the sentences, a status that is exact, the sentences themselves, the code. */
function ofWords({ address, said }: { address: string | null; said: string }, { header }: ReadMail): Said {
  const { status, code } = codesIn(said);
  const cause =
    causeOf(repliesIn(said), status) ??
    causeOf(said, null) ??
    causeOf(header('subject'), null) ??
    causeOfCode(code);
  return { address, action: 'failed', status, cause: settled(cause, 'failed', status), said };
}

/** A delay is nobody's death, whatever the words. */
function settled(cause: Cause | null, action: string | null, status: string | null): Cause {
  const waiting = action === 'delayed' || (action === null && status?.startsWith('4') === true);
  return cause === 'dead' && waiting ? 'road' : (cause ?? 'unknown');
}

const exacter = (field: string | null, inside: string | null): string | null =>
  field === null || (/\.0\.0$/.test(field) && inside !== null) ? inside : field;

const DELIVERED = new Set(['delivered', 'relayed', 'expanded', 'deliverable']);

function decided(recipients: Said[]): Kind {
  const failed = recipients.filter(({ action }) => !DELIVERED.has(action ?? ''));
  const worst = failed.find(({ cause }) => cause === 'dead') ?? failed[0];
  return {
    kind: worst === undefined ? 'none' : worst.cause === 'dead' ? 'hard' : 'soft',
    recipients: recipients.map(({ said: _, ...recipient }) => recipient),
    cause: worst?.cause ?? null,
    reason: worst?.said.replace(/\s+/g, ' ').trim().slice(0, 300) || null,
  };
}

const nobody = (kind: Classified['kind'], reason: string | null): Kind => ({
  kind,
  recipients: [],
  cause: null,
  reason,
});
