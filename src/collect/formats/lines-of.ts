/** A line without its end, or the beginning of one that is longer than it may be. */
export interface Line {
  number: number;
  text: string;
  /** Characters in all, when that is more than `text` holds. */
  tooLong: number | null;
}

/** What is kept of a line that is too long: enough to recognise it. */
const KEPT = 64 * 1024;

/** The lines of a text that comes in pieces, counted from 1. No line makes the memory grow beyond `maxLength`. */
export async function* linesOf(pieces: AsyncIterable<string>, maxLength: number): AsyncGenerator<Line> {
  let number = 0;
  let held: string[] = [];
  let length = 0;
  const hold = (text: string): void => {
    length += text.length;
    held.push(text);
    if (length > maxLength) held = [held.join('').slice(0, KEPT)];
  };
  const finish = (): Line => {
    const text = held.join('');
    const line = {
      number: ++number,
      text: text.replace(/\r$/, ''),
      tooLong: length > maxLength ? length : null,
    };
    held = [];
    length = 0;
    return line;
  };
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', start)) {
      hold(piece.slice(start, end));
      yield finish();
      start = end + 1;
    }
    if (start < piece.length) hold(piece.slice(start));
  }
  if (length > 0) yield finish();
}
