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
export function cutSegments(segments: readonly Segment[], most: number): Segment[] {
  const lines = segments.map(({ text, marked }) => ({ text: text.replace(LINE_ENDS, ' '), marked }));
  const whole = lines.map(({ text }) => text).join('');
  const line = cut(whole, most);
  if (line === whole) return lines;
  const kept: Segment[] = [];
  let left = line.length - '…'.length;
  for (const { text, marked } of lines) {
    if (left > 0) kept.push({ text: text.slice(0, left), marked });
    left -= text.length;
  }
  return [...kept, { text: '…', marked: false }];
}

// A name with a line end in it would forge lines of the text part.
const LINE_ENDS = /[\p{Cc}\u2028\u2029]+/gu;
