import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Outcome, OutgoingLetter } from '../../src/deliver/mailer.js';
import { type Fault, type SmtpRelay, startSmtp } from '../support/smtp-server.js';
import { draft, FROM, NOW, open, smtpMailer } from './support.js';

let relay: SmtpRelay | undefined;
afterEach(async () => {
  await relay?.down();
  relay = undefined;
});

const letterTo = (to: string, given: Partial<OutgoingLetter> = {}): OutgoingLetter => ({
  ...draft({ to }),
  createdAt: NOW,
  ...given,
});

/** Sends letters one after another and answers the outcomes. */
async function send(
  letters: OutgoingLetter[],
  { fault, patience = 2000 }: { fault?: Fault; patience?: number } = {},
) {
  relay = await startSmtp({ faults: (to, nth) => (nth === 1 && to.startsWith('anna@') ? fault : undefined) });
  const mailer = smtpMailer(relay.url, { patience });
  const outcomes: Outcome[] = [];
  // The gate takes as long as a commit may, and so the news of a cut has time to come.
  const gate = () => wait(fault === undefined ? 1 : 250, true);
  for (const letter of letters) outcomes.push(await mailer.send(letter, gate));
  mailer.close();
  return outcomes;
}

const headerOf = (raw: Buffer, name: string): string | undefined => {
  const head =
    raw
      .toString('latin1')
      .split('\r\n\r\n')[0]
      ?.replace(/\r\n[ \t]+/g, ' ') ?? '';
  return head
    .split('\r\n')
    .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))
    ?.slice(name.length + 2);
};

describe('a digest on the wire', () => {
  test('carries every header that bulk mail must have, with the values fixed at planning', async () => {
    const letter = letterTo('anna@mail.example', { messageKey: 'slot:2026-11-24', subscriberId: '17' });
    const [outcome] = await send([letter]);
    expect(outcome).toMatchObject({ kind: 'sent', code: 250 });
    const raw = relay?.mails[0]?.raw ?? Buffer.alloc(0);
    expect(headerOf(raw, 'Date')).toBe('Tue, 24 Nov 2026 09:00:00 +0000');
    expect(headerOf(raw, 'Message-ID')).toBe('<digest.17.slot%3a2026-11-24@vestnik.example>');
    expect(headerOf(raw, 'To')).toBe('anna@mail.example');
    expect(headerOf(raw, 'Auto-Submitted')).toBe('auto-generated');
    expect(headerOf(raw, 'Precedence')).toBe('bulk');
    expect(headerOf(raw, 'X-Auto-Response-Suppress')).toBe('All');
    expect(headerOf(raw, 'Content-Language')).toBe('ru');
    expect(headerOf(raw, 'List-Id')).toBe('<alerts.vestnik.example>');
    expect(headerOf(raw, 'List-Unsubscribe')).toBe(letter.headers['List-Unsubscribe']);
    expect(headerOf(raw, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(headerOf(raw, 'X-Mailer')).toBeUndefined();
  });

  test('has the text part first, both parts in base64, Cyrillic whole in subject, sender and bodies', async () => {
    const letter = letterTo('anna@mail.example', {
      subject: 'Слесарь-сборщик: 5 вакансий, «ночная смена» и ещё',
    });
    await send([letter]);
    const mail = await relay?.mails[0]?.parsed();
    const raw = relay?.mails[0]?.raw.toString('latin1') ?? '';
    expect(mail?.subject).toBe(letter.subject);
    expect(mail?.from?.value).toEqual([FROM]);
    expect(mail?.html).toBe(letter.html);
    expect(mail?.text).toBe(letter.text);
    expect(raw.indexOf('text/plain')).toBeGreaterThan(0);
    expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'));
    expect(raw.match(/Content-Transfer-Encoding: base64/g)).toHaveLength(2);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  test('has the same bytes at every attempt, whatever became of the first', async () => {
    const letter = letterTo('anna@mail.example', { html: `<p>${'вакансия '.repeat(5000)}</p>` });
    await send([letter, letter, letter], { fault: 'keep, then cut' });
    const [first, ...others] = relay?.mails.map((mail) => mail.raw) ?? [];
    expect(others).toHaveLength(2);
    for (const raw of others) expect(raw.equals(first ?? Buffer.alloc(0))).toBe(true);
  });
});

test('a confirm letter is no bulk mail: it promises no one-click and names no list', async () => {
  const letter = letterTo('anna@mail.example', {
    kind: 'confirm',
    headers: { 'List-Unsubscribe-Post': 'x' },
  });
  await send([letter]);
  const raw = relay?.mails[0]?.raw ?? Buffer.alloc(0);
  expect(headerOf(raw, 'Auto-Submitted')).toBe('auto-generated');
  for (const name of ['Precedence', 'List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post']) {
    expect(headerOf(raw, name)).toBeUndefined();
  }
});

describe('nothing in a letter becomes another header or another recipient', () => {
  const tricks = [
    '\r\nBcc: eve@mail.example',
    '\nX-Evil: 1',
    '\r\n\r\n<h1>body</h1>',
    '\u2028Bcc: e@x',
    '\0',
    '\u202etxt',
  ];

  test.each(tricks)('a subject with %j stays one subject', async (trick) => {
    await send([
      letterTo('anna@mail.example', { subject: `Инженер${trick}`, headers: { 'Feedback-ID': `a${trick}` } }),
    ]);
    const mail = relay?.mails[0];
    const head = mail?.raw.toString('latin1').split('\r\n\r\n')[0] ?? '';
    expect(relay?.mails).toHaveLength(1);
    expect(mail?.to).toBe('anna@mail.example');
    expect(head).not.toMatch(/^(Bcc|X-Evil):/im);
    expect((await mail?.parsed())?.subject).toMatch(/^Инженер/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not arrive
    expect((await mail?.parsed())?.subject).not.toMatch(/[\x00-\x1f\u2028\u202e]/);
  });

  const addresses = [
    'u@mail.example\r\nBcc: eve@mail.example',
    'u@mail.example, eve@mail.example',
    'u@mail.example> RCPT TO:<eve@mail.example',
    '"a@b"@mail.example',
    'Eve <eve@mail.example>',
    'no-address',
    'u@mail.example\0',
    ' u@mail.example',
    `${'u'.repeat(250)}@mail.example`,
  ];
  test.each(addresses)('the address %j is refused before the relay hears of it', async (to) => {
    const [outcome] = await send([letterTo(to)]);
    expect(outcome).toMatchObject({ kind: 'refused', enhanced: '5.1.3' });
    expect(relay?.connections()).toBe(0);
  });
});

describe('what a relay does is sorted by what it means for the letter', () => {
  const cases: [Fault, Outcome['kind'], number | null][] = [
    ['550 at rcpt', 'refused', 550],
    ['554 after dot', 'refused', 554],
    ['450 at rcpt', 'retry', 450],
    ['451 after dot', 'retry', 451],
    ['421 at rcpt', 'link', 421],
    ['cut in body', 'link', null],
    ['cut after dot', 'inDoubt', null],
    ['keep, then cut', 'inDoubt', null],
    ['keep, then hang', 'inDoubt', null],
  ];
  test.each(cases)('%s: %s', async (fault, kind, code) => {
    const letter = letterTo('anna@mail.example', { html: 'x'.repeat(300_000) });
    const [outcome, next] = await send([letter, letterTo('boris@mail.example')], { fault, patience: 500 });
    expect(outcome).toMatchObject({ kind, code });
    expect(next?.kind).toBe('sent');
    if (code) expect(outcome).toHaveProperty('enhanced', expect.stringMatching(/^[45]\.\d\.\d$/));
  });

  test('nobody at the door is a fault of the link, not of the letter', async () => {
    relay = await startSmtp();
    const { url } = relay;
    await relay.down();
    const mailer = smtpMailer(url);
    expect(await mailer.send(letterTo('anna@mail.example'), open)).toMatchObject({
      kind: 'link',
      code: null,
    });
    mailer.close();
  });

  test('a connection that the relay closed while it was idle costs nothing', async () => {
    relay = await startSmtp();
    const mailer = smtpMailer(relay.url);
    const first = await mailer.send(letterTo('anna@mail.example'), open);
    await relay.down();
    await relay.up();
    const second = await mailer.send(letterTo('boris@mail.example'), open);
    mailer.close();
    expect([first.kind, second.kind]).toEqual(['sent', 'sent']);
    expect(relay.mails).toHaveLength(2);
  });
});
