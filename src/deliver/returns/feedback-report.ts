import type { ReadMail } from './read-mail.js';

/** What kind of feedback a mail is (RFC 5965 §3.1: abuse, opt-out, auth-failure, …); null when it is none. */
export function feedbackType({ feedbackReport, header, words }: ReadMail): string | null {
  const type = /^feedback-type:\s*([\w-]{1,40})/im.exec(feedbackReport ?? '')?.[1];
  if (type !== undefined) return type.toLowerCase();
  if (feedbackReport !== null || /report-type="?feedback-report/i.test(header('content-type')))
    return 'abuse';
  // Microsoft's JMRP and some others send no report part, only a sentence or a header.
  if (header('x-hmxmroriginalrecipient') !== '') return 'abuse';
  if (/^complaint about message from/i.test(header('subject'))) return 'abuse';
  return /^this is an? (e-?mail )?abuse report/im.test(words) ? 'abuse' : null;
}

/** Reports about authentication and "this is not spam" accuse nobody. */
export const isComplaint = (type: string): boolean => !/^(auth-failure|not-spam|dkim|dmarc)/.test(type);
