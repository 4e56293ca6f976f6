/** Mails as systems write them, made up for the tests; each ends lines with \n. */

const header = (lines: string[]) => [...lines, 'MIME-Version: 1.0'].join('\n');

const DIGEST = [
  'From: Вестник <jobs@vestnik.example>',
  'To: anna@mail.example',
  'Subject: 3 new vacancies',
  'Message-ID: <digest.17.slot%3a2026-11-24@vestnik.example>',
].join('\n');

/** A delivery report of three parts (RFC 3462): words, report, the letter that came back. */
export function report({
  words = 'It could not be delivered.',
  fields,
}: {
  words?: string;
  fields: string[];
}) {
  return Buffer.from(
    [
      header([
        'From: Mail Delivery System <MAILER-DAEMON@relay.example>',
        'To: b+token@bounce.example',
        'Subject: Undelivered Mail Returned to Sender',
        'Content-Type: multipart/report; report-type=delivery-status; boundary="edge"',
      ]),
      '\n--edge\nContent-Type: text/plain; charset=utf-8\n',
      words,
      '\n--edge\nContent-Type: message/delivery-status\n',
      'Reporting-MTA: dns; relay.example',
      '',
      ...fields,
      '\n--edge\nContent-Type: message/rfc822\n',
      DIGEST,
      '',
      'Здравствуйте',
      '--edge--',
    ].join('\n'),
  );
}

/** A feedback report (RFC 5965) of a type. */
export function feedback(type: string): Buffer {
  return Buffer.from(
    [
      header([
        'From: feedback@provider.example',
        'Subject: FW: 3 new vacancies',
        'Content-Type: multipart/report; report-type=feedback-report; boundary="edge"',
      ]),
      '\n--edge\nContent-Type: text/plain\n\nThis is an email abuse report.',
      `\n--edge\nContent-Type: message/feedback-report\n\nFeedback-Type: ${type}\nUser-Agent: FBL/1\nVersion: 1`,
      '\n--edge\nContent-Type: message/rfc822\n',
      DIGEST,
      '\nHello\n--edge--',
    ].join('\n'),
  );
}

/** A mail of words alone. */
export const plain = (lines: string[], words: string): Buffer =>
  Buffer.from(`${header([...lines, 'Content-Type: text/plain; charset=utf-8'])}\n\n${words}\n`);

/** The fields of one recipient in a delivery report. */
export const failed = (status: string, diagnostic: string, action = 'failed'): string[] => [
  'Final-Recipient: rfc822; anna@mail.example',
  `Action: ${action}`,
  `Status: ${status}`,
  `Diagnostic-Code: smtp; ${diagnostic}`,
];
