import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { FeedError, inflate } from '../collect/formats/inflate.js';
import { PUSH_BOUNDS, PushTooLarge, withinBytes } from '../collect/push/push-bounds.js';
import type { ApiProblem } from './problem-json.js';

/** How a body may be named, and how much of it there may be. */
export interface BodyRule {
  types: readonly string[];
  most: number;
}

export const ONE_VACANCY: BodyRule = { types: ['application/json'], most: PUSH_BOUNDS.rowCharacters };
export const MANY_VACANCIES: BodyRule = {
  types: ['application/x-ndjson', 'application/ndjson', 'application/jsonl'],
  most: PUSH_BOUNDS.bytes,
};

/** What is wrong with a body before a byte of it is read; null: nothing. */
export function bodyProblem(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { types, most }: BodyRule,
): ApiProblem | null {
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (!types.includes(type)) {
    const named = type === '' ? 'names none' : `says ${type.slice(0, 80)}`;
    return { status: 415, detail: `The body must be ${types[0]}; its Content-Type ${named}.` };
  }
  const coding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding !== 'identity' && coding !== 'gzip') {
    return { status: 415, detail: `The body may be compressed with gzip, not with ${coding.slice(0, 40)}.` };
  }
  return Number(headers['content-length'] ?? 0) > most ? tooLarge(most) : null;
}

/** The pieces of a body. Whoever stops reading may still answer: a body that is destroyed takes its connection along. */
export const piecesOf = (request: IncomingMessage): AsyncIterable<Uint8Array> =>
  request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;

/** A small body whole, as text. */
export async function textOfBody(request: IncomingMessage, { most }: BodyRule): Promise<string | ApiProblem> {
  const inflated = inflate(withinBytes(piecesOf(request), most));
  const body = await gathered(request, { pieces: inflated, most });
  if (!Buffer.isBuffer(body)) return body;
  return isUtf8(body) ? body.toString() : { status: 422, detail: 'The body is not UTF-8.' };
}

/** A small body whole, byte for byte as it came. */
export const bytesOfBody = (request: IncomingMessage, most: number): Promise<Buffer | ApiProblem> =>
  gathered(request, { pieces: piecesOf(request), most });

async function gathered(
  request: IncomingMessage,
  { pieces, most }: { pieces: AsyncIterable<Uint8Array>; most: number },
): Promise<Buffer | ApiProblem> {
  const body: Uint8Array[] = [];
  try {
    for await (const piece of withinBytes(pieces, most)) body.push(piece);
  } catch (error) {
    if (error instanceof PushTooLarge) return tooLarge(most);
    if (error instanceof FeedError) return { status: 422, detail: error.message };
    if (request.complete) throw error;
    return { status: 400, detail: 'The request broke off before its end: send it again.' };
  }
  return Buffer.concat(body);
}

const tooLarge = (most: number): ApiProblem => ({
  status: 413,
  detail: `The body is larger than the ${most} bytes that one request may bring.`,
});
