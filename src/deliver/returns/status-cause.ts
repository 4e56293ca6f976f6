import type { Cause } from './kinds.js';
import { type Topic, topicOf } from './phrases.js';

/** An enhanced status and a reply code as they stand in `text`, the most telling first; null where there are none. */
export function codesIn(text: string): { status: string | null; code: number | null } {
  const statuses = Array.from(text.matchAll(STATUS), ([found]) => found);
  const code = /(?:^|[\s>:;'"([-])([245]\d\d)(?=[\s-])/.exec(text)?.[1];
  const status = statuses.find((found) => !/^[245]\.0\.0$/.test(found)) ?? statuses[0] ?? null;
  return { status, code: code === undefined ? null : Number(code) };
}

/** The replies of a server that are quoted in sentences for people, each to the end of its paragraph; '' without any. */
export const repliesIn = (text: string): string =>
  Array.from(text.matchAll(REPLY), ([found]) => found)
    .join('\n')
    .slice(0, 2000);

const REPLY = /(?:^|[\s>:;'"([#-])(?:[45]\d\d(?=[\s-])|[45]\.\d{1,2}\.\d{1,3}\s)[^\n]+(?:\n[^\n]+)*/g;

// Not a version or an IP address: nothing of digits and dots before or after.
const STATUS = /(?<![\d.])[245]\.\d{1,2}\.\d{1,3}(?![\d.]*\d)/g;

/**
 * Who is to blame by words and status together. A status that says «no such address» stands against most words, because
 * systems explain it as they like («inactive», «try again»); not against a full box, a refused sender or a program
 * that failed, which some report under it.
 */
export function causeOf(words: string, status: string | null): Cause | null {
  const topic = topicOf(words);
  const dead = status?.startsWith('5') === true && causeOfStatus(status) === 'dead';
  if (dead && (topic === null || !STRONGER.has(topic))) return 'dead';
  return topic === null ? causeOfStatus(status) : CAUSES[topic];
}

const STRONGER = new Set<Topic>(['full', 'sender', 'mailer']);
const CAUSES: Record<Topic, Cause> = {
  ...{ full: 'box', asleep: 'box', mailer: 'road' },
  ...{ sender: 'sender', content: 'content', rate: 'rate', dead: 'dead', road: 'road' },
};

/**
 * Who is to blame by a server's own reply, `550 5.1.1 No such user`: its words and status, then the code. Null where it
 * says nothing that is known.
 */
export function causeOfReply(text: string): { cause: Cause | null; status: string | null } {
  const { status, code } = codesIn(text);
  return { cause: causeOf(text, status) ?? causeOfCode(code), status };
}

/** Who is to blame by the status alone (RFC 3463 and the registry it founded); null where it leaves that open. */
function causeOfStatus(status: string | null): Cause | null {
  const [kind, subject, detail] = status?.split('.').map(Number) ?? [];
  if (kind === undefined || kind === 2) return null;
  switch (subject) {
    case 1:
      return DEAD_ADDRESS.has(detail ?? 0) ? 'dead' : SENDER_ADDRESS.has(detail ?? 0) ? 'sender' : null;
    case 2:
      return detail === 1 || detail === 2 ? 'box' : detail === 3 ? 'content' : null;
    case 3:
      return detail === 4 ? 'content' : 'road';
    case 4:
      return detail === 4 && kind === 5 ? 'dead' : 'road';
    case 5:
      return detail === 3 ? 'rate' : null;
    case 6:
      return 'content';
    case 7:
      return 'sender';
    default:
      return null;
  }
}

// x.1.10 is a null MX (RFC 7505); 5.1.351 is Microsoft's "the other side knows no such recipient".
const DEAD_ADDRESS = new Set([1, 2, 3, 6, 10, 351]);
const SENDER_ADDRESS = new Set([7, 8, 9]);

/** Who is to blame by a reply code alone; 521 and 556 are "takes no mail" (RFC 7504), 550 and 554 may mean anything. */
export const causeOfCode = (code: number | null): Cause | null =>
  code === null
    ? null
    : code === 521 || code === 556
      ? 'dead'
      : code === 552
        ? 'box'
        : code < 500
          ? 'road'
          : null;
