import { describe, expect, test } from '@jest/globals';
import { backOff, linkPause } from '../../src/deliver/back-off.js';
import { outcomeOf, readReply } from '../../src/deliver/outcome.js';

const replied = (responseCode: number, command: string, text = '') => ({
  code: command === 'DATA' ? 'EMESSAGE' : 'EENVELOPE',
  command,
  responseCode,
  response: `${responseCode} ${text}`,
});

describe('a reply is the fault of whoever it names', () => {
  test.each([
    [
      'a wrong password',
      { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535, response: '535 5.7.8 no' },
      'link',
    ],
    ['authentication required', replied(530, 'MAIL FROM', '5.7.0 Authentication required'), 'link'],
    ['a sender that the relay does not serve', replied(550, 'MAIL FROM', '5.7.1 sender rejected'), 'link'],
    ['DMARC failing for our domain', replied(550, 'DATA', '5.7.26 unauthenticated'), 'link'],
    ['Microsoft asking for authentication', replied(550, 'DATA', '5.7.515 access denied'), 'link'],
    ['a relay that is shutting down', replied(421, 'DATA', '4.3.2 shutting down'), 'link'],
    ['a relay short of resources', replied(450, 'RCPT TO', '4.3.2 not now'), 'link'],
    [
      'a greeting that turns us away',
      { code: 'EPROTOCOL', command: 'CONN', responseCode: 554, response: '554 no' },
      'link',
    ],
    ['a letter too large, said at MAIL FROM', replied(552, 'MAIL FROM', '5.3.4 too big'), 'refused'],
    ['an unknown mailbox', replied(550, 'RCPT TO', '5.1.1 no such user'), 'refused'],
    ['a policy refusal', replied(554, 'DATA', '5.7.1 spam'), 'refused'],
    ['greylisting', replied(451, 'RCPT TO', '4.7.1 greylisted'), 'retry'],
    ['a full box', replied(452, 'RCPT TO', '4.2.2 over quota'), 'retry'],
  ] as const)('%s', (_, error, kind) => expect(outcomeOf(error, true).kind).toBe(kind));
});

test('a letter over the announced SIZE is refused without having been sent', () => {
  const tooLarge = { code: 'EMESSAGE', command: 'MAIL FROM', message: 'Message size larger than allowed 10' };
  expect(outcomeOf(tooLarge, false).kind).toBe('refused');
});

test('silence means doubt only after the body had begun to leave', () => {
  const cut = { code: 'ECONNECTION', command: 'CONN', message: 'Connection closed unexpectedly' };
  expect(outcomeOf(cut, true).kind).toBe('inDoubt');
  expect(outcomeOf(cut, false).kind).toBe('link');
  expect(outcomeOf({ ...cut, code: 'ETIMEDOUT' }, true).kind).toBe('inDoubt');
  expect(outcomeOf(new TypeError('a fault of our own'), false).kind).toBe('retry');
});

test('the reason is one line of at most 500 characters', () => {
  const { reason } = outcomeOf(replied(550, 'RCPT TO', `5.1.1 a\r\n550 5.1.1 ${'b'.repeat(900)}`), false);
  expect(reason).toHaveLength(500);
  expect(reason).not.toMatch(/[\r\n]/);
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
