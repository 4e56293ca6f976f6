import type { Segment } from '../language/snippet.js';

/** One line of at most `most` characters, with … where something is left out; never half a character. */
export function cut(text: string, most: number): string {
  const line = text.replace(LINE_ENDS, ' ');
  if (line.length <= most) return line;
  const characters = [...line];
  return characters.length <= most
    ? line
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

/** The same of a line in segments, each of which keeps its mark. */
export function cutSegments(segments: readonly Segment[], most: number): readonly Segment[] {
  const whole = textOf(segments);
  const line = cut(whole, most);
  if (line === whole) return segments;
  const isCut = line !== whole.replace(LINE_ENDS, ' ');
  const kept: Segment[] = [];
  let left = isCut ? line.length - '…'.length : line.length;
  for (const { text, marked } of segments) {
    const clean = text.replace(LINE_ENDS, ' ');
    if (left > 0) kept.push({ text: clean.slice(0, left), marked });
    left -= clean.length;
  }
  return isCut ? [...kept, { text: '…', marked: false }] : kept;
}

/** What segments say. */
export const textOf = (segments: readonly Segment[]): string => segments.map(({ text }) => text).join('');

// A name with a line end in it would forge lines of the text part.
const LINE_ENDS = /[\p{Cc}\u2028\u2029]+/gu;
