import type { Range } from './highlight.js';

/** A stretch of one line; `marked` where it is a match. */
export interface Segment {
  text: string;
  marked: boolean;
}

/**
 * One line of a text around its first matches, at most about `max` UTF-16 units and cut between words, with … where
 * something is left out. Without matches it is the beginning.
 */
export function snippet(text: string, ranges: readonly Range[], max: number): Segment[] {
  const [from, to] = windowOf(text, ranges[0] ?? [0, 0], max);
  const segments: Segment[] = [];
  const add = (start: number, end: number, marked: boolean): void => {
    const line = text.slice(start, end).replace(/\s+/g, ' ');
    if (line !== '') segments.push({ text: line, marked });
  };
  let at = from;
  for (const [start, end] of ranges) {
    if (start < at || end > to) continue;
    add(at, start, false);
    add(start, end, true);
    at = end;
  }
  add(at, to, false);
  if (text.slice(0, from).trim() !== '') segments.unshift({ text: '… ', marked: false });
  if (to < text.trimEnd().length) segments.push({ text: ' …', marked: false });
  return segments;
}

/** Some room before the first match, the rest after it; both ends moved inwards to the edges of words. */
function windowOf(text: string, [start, end]: Range, max: number): Range {
  const lead = Math.min(start, Math.max(0, Math.floor((max - (end - start)) / 4)));
  let from = Math.max(0, Math.min(start - lead, text.length - max));
  if (from > 0) {
    const space = text.slice(from, start).search(/\s\S/);
    from = space === -1 ? start : from + space + 1;
  } else from = text.length - text.trimStart().length;
  let to = Math.min(text.length, Math.max(end, from + max));
  if (to < text.length && /\S/.test(text[to]!)) {
    const space = text.slice(end, to).search(/\s\S*$/);
    to = space === -1 ? Math.max(end, wholeCharacter(text, to)) : end + space;
  }
  return [from, to];
}

/** Never between the two halves of a character. */
const wholeCharacter = (text: string, at: number): number =>
  /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at;
