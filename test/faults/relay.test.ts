import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '../support/until.js';
import type { Plan } from './relay/fault.js';
import { type Relay, type RelayOptions, startRelay } from './relay/relay.js';

let relay: Relay;
afterEach(() => relay.down());

const ENVELOPE = 'EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n';
const LETTER = 'Message-ID: <1@b.example>\r\nKey: k1\r\n\r\n..begins with a dot\r\n.\r\n';

/** Says all of it at once and hears what comes until `end` of it has been heard, or the connection ends. */
async function hear(options: RelayOptions, { text = ENVELOPE + LETTER, end = 'taken' } = {}) {
  relay = await startRelay(options);
  const socket = connect(Number(new URL(relay.url).port), '127.0.0.1');
  let heard = '';
  let closed: 'fin' | 'rst' | null = null;
  socket.on('data', (bytes) => (heard += bytes.toString()));
  socket.on('end', () => (closed ??= 'fin'));
  socket.on('error', () => (closed = 'rst'));
  socket.write(text);
  await until(() => closed !== null || heard.includes(end));
  socket.destroy();
  return { heard, closed };
}

const at =
  (stage: string, act: ReturnType<Plan>): Plan =>
  (place) =>
    place.stage === stage ? act : undefined;

test('a pipelined letter is taken whole, without dot-stuffing, and known by recipient and Message-ID', async () => {
  const { heard } = await hear({ whole: true });
  expect(heard.match(/^\d{3} /gm)).toEqual(['220 ', '250 ', '250 ', '250 ', '354 ', '250 ']);
  const [copy] = relay.book.copiesTo('c@d.example');
  expect(copy).toMatchObject({ messageId: '<1@b.example>', to: 'c@d.example' });
  expect(copy?.raw?.toString()).toBe(LETTER.replace('..begins', '.begins').slice(0, -3));
});

test('each fault comes where it was wanted, and the letter is kept only where that was said', async () => {
  const refused = await hear({ plan: at('rcpt', { says: '550 5.1.1 nobody' }) }, { end: '503' });
  expect(refused.heard).toContain('550 5.1.1');
  await relay.down();
  expect(await hear({ plan: at('body', { ends: 'rst' }) })).toMatchObject({ closed: 'rst' });
  await relay.down();
  expect(await hear({ plan: at('end', { ends: 'fin' }) })).toMatchObject({ closed: 'fin' });
  expect(relay.book.copies).toEqual([]);
  await relay.down();
  const kept = await hear({ plan: at('end', { keeps: true, says: '421 4.3.2 gone' }) }, { end: '421' });
  expect(kept.heard).not.toContain('taken');
  expect(relay.book.copies).toHaveLength(1);
});

test('silence leaves the connection open and unanswered', async () => {
  const { heard } = await hear({ plan: at('end', { ends: 'silence' }) }, { end: '354' });
  expect(heard).not.toContain('taken');
  expect(relay.book.copies).toEqual([]);
});

test('an idempotent relay takes the same key once, and says yes both times', async () => {
  const again = ENVELOPE.slice(ENVELOPE.indexOf('MAIL'));
  const { heard } = await hear(
    { idempotencyHeader: 'key' },
    { text: `${ENVELOPE + LETTER + again + LETTER}QUIT\r\n`, end: '221' },
  );
  expect(heard.match(/taken as/g)).toHaveLength(2);
  expect(relay.book.copies).toHaveLength(1);
  expect(relay.book.dropped).toBe(1);
});
