import type { Request } from 'express';
import { LEAVE_REASONS, type LeaveChoice, type LeaveReason } from '../subscribe/leave.js';
import { field } from './private-page.js';

/** The reason that a form gives, or null: nobody has to give one. */
export const readReason = (body: unknown): LeaveReason | null =>
  LEAVE_REASONS.find((reason) => reason === field(body, 'reason')) ?? null;

/** Which button was pressed; none or another is that of leaving. */
export function readChoice(body: unknown): LeaveChoice {
  const what = field(body, 'what');
  return what === 'pause' || what === 'weekly' ? what : 'end';
}

const LONGEST = 4096;

/**
 * Whether a mail provider posts for a reader who pressed its own button (RFC 8058 §3.2): the body says
 * List-Unsubscribe=One-Click, as a form of either kind. `body` is what the parser of urlencoded forms made.
 */
export async function isOneClick(request: Request, body: unknown): Promise<boolean> {
  if (!request.is('multipart/form-data')) return field(body, 'List-Unsubscribe') === 'One-Click';
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST) return false;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('latin1');
  return /name="?List-Unsubscribe"?[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\nOne-Click\r?\n/i.test(text);
}
