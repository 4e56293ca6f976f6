/** How much one request may bring; whoever has more sends it in several. */
export const PUSH_BOUNDS = {
  /** Of a body, as it comes and again inflated. */
  bytes: 64 * 1024 ** 2,
  /** The results are held until all is read: an answer that begins earlier stops whoever writes first and reads later. */
  rows: 10_000,
  /** Of one vacancy: ten times the longest text that is kept. */
  rowCharacters: 1024 ** 2,
} as const;

/** More than one request may bring; the message is a sentence. */
export class PushTooLarge extends Error {}

/** The same pieces of a body, or of its text, until they are more than a request may bring; then throws PushTooLarge. */
export async function* withinBytes<T extends { length: number }>(
  pieces: AsyncIterable<T>,
  most: number = PUSH_BOUNDS.bytes,
): AsyncGenerator<T> {
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > most) {
      throw new PushTooLarge(`One request takes at most ${most} bytes: send the rest in another one.`);
    }
    yield piece;
  }
}

/** The same rows until they are more than a request may bring; then throws PushTooLarge. */
export async function* withinRows<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
  let count = 0;
  for await (const row of rows) {
    if (++count > PUSH_BOUNDS.rows) {
      throw new PushTooLarge(
        `One request takes at most ${PUSH_BOUNDS.rows} rows: send the rest in another one.`,
      );
    }
    yield row;
  }
}
