import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classifyMail } from '../../../src/deliver/returns/classify.js';
import { failed, feedback, plain, report } from './mails.js';

const DAEMON = ['From: Mail Delivery System <Mailer-Daemon@mx.example>', 'To: b+x@bounce.example'];
const said = async (raw: Buffer) => {
  const { kind, cause } = await classifyMail(raw);
  return { kind, cause };
};

describe('a delivery report', () => {
  test('names the recipient, its status, the letter and the other side’s words', async () => {
    const fields = failed('5.1.1', '550 5.1.1 <anna@mail.example>: User unknown in\n  local recipient table');
    expect(await classifyMail(report({ fields }))).toEqual({
      kind: 'hard',
      cause: 'dead',
      recipients: [{ address: 'anna@mail.example', status: '5.1.1', action: 'failed', cause: 'dead' }],
      messageKey: 'slot:2026-11-24',
      reason: '550 5.1.1 <anna@mail.example>: User unknown in local recipient table',
    });
  });

  test.each([
    ['5.1.1', '550 5.1.1 no such user here', 'hard', 'dead'],
    ['5.0.0', '550 Requested action not taken: mailbox unavailable', 'hard', 'dead'],
    ['5.4.1', '550 5.4.1 Recipient address rejected: Access denied', 'hard', 'dead'],
    ['5.1.2', '550 Host unknown', 'hard', 'dead'],
    ['5.1.10', '556 5.1.10 recipient domain has a null MX', 'hard', 'dead'],
    ['5.0.0', '550 Пользователь не найден', 'hard', 'dead'],
    ['5.1.1', '550 5.1.1 inactive email address', 'hard', 'dead'],
    ['5.2.2', '552 5.2.2 mailbox is over quota', 'soft', 'box'],
    ['5.1.1', '550 5.1.1 user over quota', 'soft', 'box'],
    ['5.2.1', '550 5.2.1 The email account that you tried to reach is disabled', 'soft', 'box'],
    ['5.7.1', '550 5.7.1 message looks like SPAM', 'soft', 'content'],
    ['5.3.4', '552 5.3.4 message size exceeds the maximum', 'soft', 'content'],
    ['5.7.26', '550 5.7.26 this mail is unauthenticated', 'soft', 'sender'],
    ['5.1.8', '553 5.1.8 Domain of sender address jobs@vestnik.example does not exist', 'soft', 'sender'],
    ['5.0.0', '554 Client host rejected: listed at zen.spamhaus.org', 'soft', 'sender'],
    ['5.0.0', '554 Sender address rejected: User unknown in virtual mailbox table', 'soft', 'sender'],
    ['4.7.0', '421 4.7.0 try again later, too many connections', 'soft', 'rate'],
    ['4.4.1', 'connect to mx.example[192.0.2.1]:25: Connection timed out', 'soft', 'road'],
    ['5.0.0', '550 nope', 'soft', 'unknown'],
  ])('of %s «%s» is %s: %s', async (status, diagnostic, kind, cause) =>
    expect(await said(report({ fields: failed(status, diagnostic) }))).toEqual({ kind, cause }),
  );

  test('of a delay is soft, even when it speaks of an unknown user', async () =>
    expect(await said(report({ fields: failed('4.1.1', '450 4.1.1 user unknown', 'delayed') }))).toEqual({
      kind: 'soft',
      cause: 'road',
    }));

  test('of a delivery is none', async () =>
    expect(await said(report({ fields: failed('2.1.5', '250 2.1.5 Ok', 'delivered') }))).toEqual({
      kind: 'none',
      cause: null,
    }));

  test('about several tells them apart, and is hard if one of them is dead', async () => {
    const other = ['', 'Final-Recipient: rfc822; boris@mail.example', 'Action: failed', 'Status: 5.2.2'];
    const { kind, recipients } = await classifyMail(
      report({ fields: [...failed('5.1.1', '550 user unknown'), ...other] }),
    );
    expect(kind).toBe('hard');
    expect(recipients.map(({ address, cause }) => [address, cause])).toEqual([
      ['anna@mail.example', 'dead'],
      ['boris@mail.example', 'box'],
    ]);
  });

  test('of an old Mac, with CR for line ends, is read', async () => {
    const raw = report({ fields: failed('5.1.1', '550 user unknown') });
    expect(await said(Buffer.from(raw.toString().replaceAll('\n', '\r')))).toMatchObject({ kind: 'hard' });
  });
});

describe('a returned mail of words alone', () => {
  test.each([
    [
      'Exim',
      'The following address(es) failed:\n\n  anna@mail.example\n    Unrouteable address',
      'hard',
      'dead',
    ],
    [
      'qmail',
      "<anna@mail.example>:\nSorry, I couldn't find any host named mail.example. (#5.1.2)",
      'hard',
      'dead',
    ],
    ['Exim', 'failed:\n\n  anna@mail.example\n    retry timeout exceeded', 'soft', 'road'],
    ['a full box', 'Could not be delivered:\n\n<anna@mail.example>: mailbox is full', 'soft', 'box'],
  ])('by %s is understood: %s', async (_who, words, kind, cause) => {
    const raw = plain([...DAEMON, 'Subject: Mail delivery failed: returning message to sender'], words);
    expect(await classifyMail(raw)).toMatchObject({
      kind,
      recipients: [{ address: 'anna@mail.example', cause }],
    });
  });

  test('is not misled by what stands in the mail that came back', async () => {
    const words = [
      'This message could not be delivered to anna@mail.example: quota exceeded.',
      '',
      '------ This is a copy of the message, including all the headers. ------',
      'Received: from a by b',
      'Subject: user unknown, no such user, unknown user',
    ].join('\n');
    expect(await said(plain([...DAEMON, 'Subject: Undelivered mail'], words))).toEqual({
      kind: 'soft',
      cause: 'box',
    });
  });
});

describe('what is no bounce', () => {
  test.each(['abuse', 'fraud', 'opt-out'])('a report of %s is a complaint, with its letter', async (type) =>
    expect(await classifyMail(feedback(type))).toMatchObject({
      kind: 'complaint',
      reason: `feedback:${type}`,
      messageKey: 'slot:2026-11-24',
    }),
  );

  test.each(['auth-failure', 'not-spam'])('a report of %s accuses nobody', async (type) =>
    expect(await said(feedback(type))).toEqual({ kind: 'report', cause: null }),
  );

  test('a mail to the address of List-Unsubscribe is an unsubscribe, unless a machine answered it', async () => {
    const to = `To: <u+${'a'.repeat(58)}@bounce.example>`;
    expect(await said(plain(['From: anna@mail.example', to, 'Subject: unsubscribe'], ''))).toMatchObject({
      kind: 'unsubscribe',
    });
    expect(
      await said(plain(['From: anna@mail.example', to, 'Auto-Submitted: auto-replied'], 'I am away')),
    ).toMatchObject({ kind: 'reply' });
  });

  test.each([
    ['Auto-Submitted: auto-replied', 'Subject: Re: 3 new vacancies'],
    ['X-Autoreply: yes', 'Subject: away'],
    ['Precedence: auto_reply', 'Subject: away'],
    ['X-Mailer: Outlook', 'Subject: Автоответ: я в отпуске'],
  ])('an answer of a machine for somebody who is away is a reply: %s', async (...lines) =>
    expect(await said(plain(['From: anna@mail.example', ...lines], 'Back on Monday.'))).toMatchObject({
      kind: 'reply',
    }),
  );

  test.each([
    ['Subject: Re: 3 new vacancies', 'The link says "user unknown" (550 5.1.1), can you help?'],
    ['Subject: Your mailbox is full', 'Dear customer, buy more space. User unknown? Mailbox unavailable?'],
    ['Subject: Вакансия: администратор почты', 'Знать, что такое 550 5.1.1 User unknown'],
    ['Subject: Status', 'Status: 5.1.1\nAction: we will call you\n\nnothing'],
  ])('an ordinary mail is none, whatever it speaks of: %s', async (subject, words) =>
    expect(
      await said(plain(['From: Anna <anna@mail.example>', 'To: jobs@x.example', subject], words)),
    ).toEqual({
      kind: 'none',
      cause: null,
    }),
  );
});

describe('a broken mail', () => {
  test('of any bytes is classified, not thrown at', async () => {
    const whole = report({ fields: failed('5.1.1', '550 user unknown') });
    const damage = fc.tuple(fc.nat(whole.length), fc.nat(whole.length), fc.uint8Array({ maxLength: 50 }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(damage, fc.uint8Array({ maxLength: 2000 })), async (given) => {
        const raw = Array.isArray(given)
          ? Buffer.concat([whole.subarray(0, given[0]), given[2], whole.subarray(given[1])])
          : Buffer.from(given);
        expect((await classifyMail(raw)).kind).toMatch(/^[a-z]+$/);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['without an end of line', 'a'],
    ['of addresses', 'a@b.c '],
    ['of reply codes', '550 '],
    ['of lines of reply codes', '550 5.0.0\n'],
    ['of fields', 'Final-Recipient: x\n'],
    ['of dots', 'a.'],
    ['of “is was”', 'mailbox is was '],
    ['of dashes', '- '],
  ])('of a megabyte %s takes no longer than any other', async (_of, piece) => {
    const raw = plain([...DAEMON, 'Subject: Undelivered'], piece.repeat(1_000_000 / piece.length));
    const start = process.cpuUsage();
    await classifyMail(raw);
    const { user } = process.cpuUsage(start);
    expect(user / 1000).toBeLessThan(1500);
  });
});
