import { describe, expect, test } from '@jest/globals';
import { backOff, linkPause } from '../../src/deliver/back-off.js';
import { outcomeOf, readReply } from '../../src/deliver/outcome.js';
import type { SmtpStep } from '../../src/deliver/smtp-connection.js';
import { SmtpError } from '../../src/deliver/smtp-error.js';

const replied = (step: SmtpStep, text: string, released = true) =>
  outcomeOf(new SmtpError('refused', { code: Number(text.slice(0, 3)), text, lines: [text.slice(4)] }), {
    step,
    released,
  });

describe('a reply is the fault of whoever it names', () => {
  test.each([
    ['a wrong password', 'opening', '535 5.7.8 no', 'link'],
    ['a password that the server cannot check now', 'opening', '454 4.7.0 try later', 'link'],
    ['authentication required', 'MAIL FROM', '530 5.7.0 Authentication required', 'link'],
    ['a sender that the relay does not serve', 'MAIL FROM', '550 5.7.1 sender rejected', 'link'],
    ['DMARC failing for our domain', 'body', '550 5.7.26 unauthenticated', 'link'],
    ['our address without a PTR', 'body', '550 5.7.25 no PTR record', 'link'],
    ['our SPF failing', 'RCPT TO', '550 5.7.27 SPF did not pass', 'link'],
    ['our TLS missing', 'RCPT TO', '550 5.7.29 not received over TLS', 'link'],
    ['our DKIM failing', 'body', '550 5.7.30 DKIM did not pass', 'link'],
    ['Microsoft asking for authentication', 'body', '550 5.7.515 access denied', 'link'],
    ['a relay that is shutting down', 'body', '421 4.3.2 shutting down', 'link'],
    ['a relay short of resources', 'RCPT TO', '450 4.3.2 not now', 'link'],
    ['a greeting that turns us away', 'opening', '554 no', 'link'],
    ['a yes before the letter had ended', 'body', '250 2.0.0 Ok', 'link'],
    ['a letter too large, said at MAIL FROM', 'MAIL FROM', '552 5.3.4 too big', 'refused'],
    ['an unknown mailbox', 'RCPT TO', '550 5.1.1 no such user', 'refused'],
    ['a policy refusal', 'body', '554 5.7.1 spam', 'refused'],
    ['greylisting', 'RCPT TO', '451 4.7.1 greylisted', 'retry'],
    ['a full box', 'RCPT TO', '452 4.2.2 over quota', 'retry'],
    ['a letter that cannot be taken now, said at DATA', 'DATA', '451 4.3.0 later', 'retry'],
  ] as const)('%s', (_, step, text, kind) => expect(replied(step, text).kind).toBe(kind));
});

test('silence means doubt only after the end of the letter had left', () => {
  const cut = new SmtpError('the relay closed the connection');
  expect(outcomeOf(cut, { step: 'body', released: true }).kind).toBe('inDoubt');
  expect(outcomeOf(cut, { step: 'body', released: false }).kind).toBe('link');
  expect(outcomeOf(cut, { step: 'opening', released: false }).kind).toBe('link');
});

test('a fault of our own spends an attempt, so that no letter is tried for ever', () => {
  expect(outcomeOf(new TypeError('x is undefined'), { step: 'opening', released: false }).kind).toBe('retry');
});

test('the reason is one line of at most 500 characters', () => {
  const { reason } = replied('RCPT TO', `550 5.1.1 a\r\n\0${'b'.repeat(900)}`);
  expect(reason).toHaveLength(500);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the database takes none of them
  expect(reason).not.toMatch(/[\x00-\x1f]/);
});

describe('a relay that says when to come back is believed', () => {
  test.each([
    ['451 4.7.1 Greylisted, please try again in 300 seconds', 300],
    ['450 4.2.0 Greylisted for 5 minutes', 300],
    ['451 4.7.1 Greylisting in action, please come back in 00:04:59', 299],
    ['451 retry after 120s', 120],
    ['452 4.5.3 wait about 2 hours', 7200],
    ['450 try again 30 sec later', 30],
    ['450 come back in 90000000 seconds', null],
    ['450 come back in 900000 seconds', 86_400],
    ['450 wait 0 seconds', 1],
  ])('%s', (text, seconds) => {
    expect(replied('RCPT TO', text)).toMatchObject({ kind: 'retry' });
    const { retryAfter } = replied('RCPT TO', text) as { retryAfter?: number };
    expect(retryAfter ?? null).toBe(seconds === null ? null : seconds * 1000);
  });

  test('other numbers are no time, and a refusal for ever has none', () => {
    expect(replied('RCPT TO', '450 4.7.1 error 300 in module 5')).not.toHaveProperty('retryAfter');
    expect(replied('RCPT TO', '550 5.1.1 try again in 300 seconds')).not.toHaveProperty('retryAfter');
  });
});

test('a reply is read into code, enhanced status and words', () => {
  expect(readReply('250 2.0.0 Ok: queued as 4F1')).toEqual({
    code: 250,
    enhanced: '2.0.0',
    words: 'Ok: queued as 4F1',
  });
  expect(readReply('250 OK')).toEqual({ code: 250, enhanced: null, words: 'OK' });
  expect(readReply('what?')).toEqual({ code: null, enhanced: null, words: 'what?' });
});

describe('the wait until the next attempt', () => {
  const ids = Array.from({ length: 200 }, (_, n) => `letter-${n}`);
  const minutes = (attempt: number) => ids.map((id) => backOff(id, attempt) / 60_000);

  test.each([
    [1, 5],
    [2, 15],
    [3, 60],
    [4, 180],
    [5, 360],
    [9, 360],
  ])('after attempt %i is %i minutes, 20 %% more or less', (attempt, wait) => {
    expect(Math.min(...minutes(attempt))).toBeGreaterThanOrEqual(wait * 0.8);
    expect(Math.max(...minutes(attempt))).toBeLessThanOrEqual(wait * 1.2);
    expect(new Set(minutes(attempt)).size).toBeGreaterThan(190);
  });

  test('is the same for the same letter, and about a minute for a fault of the link', () => {
    expect(minutes(2)).toEqual(minutes(2));
    for (const id of ids) expect(Math.abs(linkPause(id) - 60_000)).toBeLessThanOrEqual(12_000);
  });
});
