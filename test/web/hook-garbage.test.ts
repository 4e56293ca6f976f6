import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mailgun, postmark, postmarkBounce, sendgrid, sesBounce, sns } from './hook-bodies.js';
import { type HookSite, openHooks } from './hook-site.js';

let site: HookSite;
beforeAll(async () => {
  site = await openHooks();
});
afterAll(() => site.close());
beforeEach(() => site.clear());

const event = { Message: JSON.stringify(sesBounce()) };

describe('what cannot be understood is a sentence, never a fault of ours', () => {
  const bodies = [
    '',
    'nonsense',
    'null',
    '7',
    '"x"',
    '[]',
    '{}',
    '[null]',
    '[[]]',
    '{"RecordType":7}',
    '\0',
    '{"a":',
  ];
  test.each(bodies)('%j', async (body) => {
    for (const { path, headers } of [postmark({}), sendgrid([]), mailgun({}), sns(event)]) {
      const report = path === '/hooks/sendgrid' ? sendgrid(body) : { path, headers, body };
      const { status, json } = await site.post(report);
      // An empty list is a report of nothing.
      const expected = path === '/hooks/sendgrid' && body === '[]' ? [200] : [403, 422];
      expect([path, expected.includes(status), json?.detail ?? '']).toEqual([path, true, expect.any(String)]);
    }
    expect(await site.db.query('select from bounce_event')).toEqual([]);
  });

  test('a message of SNS that SES did not write', async () => {
    for (const Message of ['hello', 'null', '7', '{}', '{"notificationType":"Bounce"}'])
      expect((await site.post(sns({ Message }))).status).toBe(422);
  });

  test('more than a mebibyte', async () => {
    const answer = await site.post(postmark({ ...postmarkBounce(), Content: 'x'.repeat(1024 ** 2) }));
    expect([answer.status, answer.json.detail]).toEqual([413, expect.stringContaining('larger than')]);
  });

  test('a form, which is read by nobody else before', async () => {
    const headers = { ...postmark({}).headers, 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await site.post({ path: '/hooks/postmark', headers, body: 'a=b' })).status).toBe(422);
  });
});
