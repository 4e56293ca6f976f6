import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addressHash } from '../../src/deliver/address-hash.js';
import { returnPath } from '../../src/deliver/return-path.js';
import { readConfig } from '../../src/kit/config.js';
import { applyReturns } from '../../src/subscribe/apply-returns.js';
import {
  mailgun,
  mailgunEvent,
  postmark,
  postmarkBounce,
  type Report,
  sendgrid,
  sendgridEvent,
  sesBounce,
  sns,
} from './hook-bodies.js';
import { type HookSite, openHooks } from './hook-site.js';
import { startWeb } from './start-web.js';

const secret = Buffer.alloc(32, 7);

let site: HookSite;
beforeAll(async () => {
  site = await openHooks();
});
afterAll(() => site.close());
beforeEach(() => site.clear());

const bounces: [string, () => Report][] = [
  ['ses', () => sns({ Message: JSON.stringify(sesBounce()) })],
  ['postmark', () => postmark(postmarkBounce())],
  ['sendgrid', () => sendgrid([sendgridEvent({ sg_event_id: 'one' })])],
  ['mailgun', () => mailgun(mailgunEvent({ id: 'one', timestamp: 1_795_000_000.5 }))],
];

describe.each(bounces)('a bounce told by %s', (source, report) => {
  test('suppresses the address at once and ends the searches, with no thing of ours echoed', async () => {
    const { subscriberId } = await site.anna();
    const answer = await site.post(report());
    expect([answer.status, answer.json]).toEqual([200, { source, taken: 1, known: 0, ignored: 0 }]);
    expect(await site.events()).toEqual([
      expect.objectContaining({
        source,
        kind: 'hard',
        cause: 'dead',
        status: '5.1.1',
        subscriber_id: subscriberId,
      }),
    ]);
    expect(await site.suppressed()).toEqual(['all dead']);
    expect(await applyReturns(site.db, new Date())).toBe(1);
    expect(await site.db.query('select ended_reason from subscriber')).toEqual([{ ended_reason: 'bounced' }]);
    expect(await site.db.query('select from saved_search where ended_at is null')).toEqual([]);
  });

  test('that comes twice, and twice at the same moment, is counted once', async () => {
    await site.anna();
    const [first, second] = await Promise.all([site.post(report()), site.post(report())]);
    const third = await site.post(report());
    expect([first?.status, second?.status, third.status]).toEqual([200, 200, 200]);
    expect(Number(first?.json.taken) + Number(second?.json.taken)).toBe(1);
    expect(third.json).toMatchObject({ taken: 0, known: 1 });
    expect(await site.events()).toHaveLength(1);
  });

  test('about somebody who is not known here keeps the address as a hash, and ends nothing', async () => {
    expect((await site.post(report())).status).toBe(200);
    expect(await site.events()).toEqual([
      expect.objectContaining({
        subscriber_id: null,
        address_hash: addressHash(secret, 'anna@mail.example'),
      }),
    ]);
    expect(await site.suppressed()).toEqual(['all dead']);
    expect(await applyReturns(site.db, new Date())).toBe(0);
    const [{ row }] = await site.db.query('select row_to_json(b)::text as row from bounce_event b');
    expect(row).not.toContain('anna');
  });

  test('names no address and no token in the log', async () => {
    site.web.logged.length = 0;
    await site.post(report());
    expect(JSON.stringify(site.web.logged)).not.toMatch(/anna|mail\.example|signature|horse/i);
    expect(site.web.logged).toContainEqual(
      expect.objectContaining({ route: '/hooks/:provider', status: 200 }),
    );
  });

  test('is answered 404 like any unknown page where the provider has no setting', async () => {
    const { mail } = readConfig({}, '/');
    const deaf = await startWeb(site.db, { mail });
    const { path, headers, body } = report();
    const ask = (to: string) => fetch(deaf.url + to, { method: 'POST', headers, body });
    const [hook, nothing] = [await ask(path), await ask('/hooks/nobody')];
    expect([hook.status, await hook.text()]).toEqual([404, await nothing.text()]);
    await deaf.close();
    expect((await fetch(site.web.url + path)).status).toBe(404);
    expect(await site.events()).toEqual([]);
  });
});

/** The letter's Message-ID, as it left. */
const ownId = ({ subscriberId, messageKey }: { subscriberId: string; messageKey: string }): string =>
  `<digest.${subscriberId}.${messageKey.replaceAll(':', '%3a')}@vestnik.example>`;

describe('which letter it was', () => {
  test.each<[string, (letter: { subscriberId: string; id: string; messageKey: string }) => Report]>([
    [
      'SES by the envelope sender that it tells',
      (letter) =>
        sns({
          Message: JSON.stringify(sesBounce({ mail: { source: returnPath(secret, letter, 'b.example') } })),
        }),
    ],
    [
      'SES by the headers that it was set up to bring',
      (letter) =>
        sns({
          Message: JSON.stringify(
            sesBounce({ mail: { commonHeaders: { messageId: ownId(letter), subject: 'x' } } }),
          ),
        }),
    ],
    ['SendGrid by the Message-ID', (letter) => sendgrid([sendgridEvent({ 'smtp-id': ownId(letter) })])],
    [
      'Mailgun by the Message-ID without its brackets',
      (letter) =>
        mailgun(mailgunEvent({ message: { headers: { 'message-id': ownId(letter).slice(1, -1) } } })),
    ],
    [
      'Postmark by the name that it gave the letter when it took it',
      () => postmark(postmarkBounce({ MessageID: '11111111-2222-3333-4444-555555555555' })),
    ],
  ])('is found with %s', async (_, report) => {
    const letter = await site.anna({ relayId: 'Ok: queued as 11111111-2222-3333-4444-555555555555' });
    expect((await site.post(report(letter))).status).toBe(200);
    expect(await site.events()).toEqual([
      expect.objectContaining({ subscriber_id: letter.subscriberId, letter_id: letter.id }),
    ]);
  });

  test('is not believed of a return path that is forged, nor of a Message-ID that no letter can have', async () => {
    const { subscriberId } = await site.anna();
    const forged = returnPath(
      Buffer.alloc(32, 9),
      { subscriberId: '77', id: crypto.randomUUID() },
      'b.example',
    );
    const answers = [
      await site.post(sns({ Message: JSON.stringify(sesBounce({ mail: { source: forged } })) })),
      await site.post(sendgrid([sendgridEvent({ 'smtp-id': '<digest.9999999999999999999.a%00b@x>' })])),
      await site.post(sendgrid([sendgridEvent({ email: 'anna@mail.example\0', sg_message_id: '\0.' })])),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await site.events()).map((event) => [event.subscriber_id, event.letter_id])).toEqual([
      [subscriberId, null],
      [subscriberId, null],
      [subscriberId, null],
    ]);
  });

  test('may be told before it is settled', async () => {
    const letter = await site.anna();
    await site.db.query(
      `update letter set state = 'handoff', sent_at = null, relay_id = null, lease_until = now() + interval '1 minute'`,
    );
    await site.post(
      sns({
        Message: JSON.stringify(sesBounce({ mail: { source: returnPath(secret, letter, 'b.example') } })),
      }),
    );
    expect(await site.events()).toEqual([expect.objectContaining({ letter_id: letter.id, kind: 'hard' })]);
  });
});

describe('many events in one report', () => {
  test('count each once, also when one stands in it twice and openings stand between', async () => {
    await site.anna();
    const one = sendgridEvent({ event: 'unsubscribe', sg_event_id: 'a' });
    const report = sendgrid([
      one,
      sendgridEvent({ event: 'open' }),
      sendgridEvent({ sg_event_id: 'b' }),
      one,
    ]);
    expect((await site.post(report)).json).toEqual({ source: 'sendgrid', taken: 2, known: 1, ignored: 1 });
    expect((await site.post(report)).json).toEqual({ source: 'sendgrid', taken: 0, known: 3, ignored: 1 });
    expect(await site.kinds()).toEqual(['unsubscribe null', 'hard dead']);
  });

  test('are taken beside one that cannot be understood, which is answered by a sentence', async () => {
    await site.anna();
    const rows = [sendgridEvent(), { event: 'bounce', email: 7, sg_event_id: 'x' }, 'nonsense'];
    const answer = await site.post(sendgrid(JSON.stringify(rows)));
    expect([answer.status, answer.type]).toEqual([422, expect.stringContaining('application/problem+json')]);
    expect(answer.json.detail).toBe(
      'This report cannot be understood: Row 2: its email is missing, or is not what it should be. There are 1 more like it. Events taken all the same: 1.',
    );
    expect(await site.kinds()).toEqual(['hard dead']);
  });
});
