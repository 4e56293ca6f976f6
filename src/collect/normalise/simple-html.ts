import { CARE, KINDS, SPACE } from './units.js';

/**
 * What `plainText` makes of HTML as most boards send it, or null for any other: tags without attributes, of names that
 * are known here, at least one of them a paragraph's or a line's; common entities; nothing unseen. One pass over the
 * units takes 15 µs for 2,000 characters where the tokenizer and the patterns after it take 110. A test compares both.
 */
export function readSimpleHtml(html: string): string | null {
  if (html.length > MOST || !HAS_BLOCKS.test(html)) return null;
  const text = new TextWriter();
  let at = 0;
  while (at < html.length) {
    const unit = html.charCodeAt(at);
    if (unit === LESS || unit === AMPERSAND) {
      const end = unit === LESS ? readTag(html, at, text) : readEntity(html, at, text);
      if (end === UNREADABLE) return null;
      at = end;
      continue;
    }
    if (!text.write(unit)) return null;
    at++;
  }
  return text.finish();
}

const MOST = 100_000;
// Without block tags the line ends of the source are all the structure there is.
const HAS_BLOCKS = /<(?:p|br|div|li|h[1-6]|tr)\b/i;
const LESS = 0x3c;
const GREATER = 0x3e;
const AMPERSAND = 0x26;
const SLASH = 0x2f;
const NEWLINE = 0x0a;
const BLANK = 0x20;
const BULLET = 0x2022;
const UNREADABLE = -1;

/** What stands before the text of a tag, and after it. */
interface Breaks {
  lines: number;
  isItem?: boolean;
  isCell?: boolean;
  after?: number;
}

const TAGS = new Map<string, Breaks>();
const PARAGRAPHS = 'p div ul ol h1 h2 h3 h4 h5 h6 table section article blockquote pre header footer dl hr';
for (const name of PARAGRAPHS.split(' ')) TAGS.set(name, { lines: 2, after: 2 });
for (const name of 'br tr dt dd'.split(' ')) TAGS.set(name, { lines: 1 });
for (const name of 'td th'.split(' ')) TAGS.set(name, { lines: 0, isCell: true });
for (const name of 'strong b em i u s span small big sub sup tbody thead font highlighttext'.split(' ')) {
  TAGS.set(name, { lines: 0 });
}
TAGS.set('li', { lines: 1, isItem: true });

/** Reads the tag, or the lone sign, that begins at `at`; answers where it ends. */
function readTag(html: string, at: number, text: TextWriter): number {
  let end = at + 1;
  const closes = html.charCodeAt(end) === SLASH;
  if (closes) end++;
  const start = end;
  while (isNameUnit(html.charCodeAt(end))) end++;
  if (end === start || !isLetter(html.charCodeAt(start))) {
    const next = html[at + 1];
    if (next === '/' || next === '!' || next === '?') return UNREADABLE;
    return text.write(LESS) ? at + 1 : UNREADABLE;
  }
  const breaks = TAGS.get(html.slice(start, end)) ?? TAGS.get(html.slice(start, end).toLowerCase());
  while (html.charCodeAt(end) === BLANK) end++;
  if (!closes && html.charCodeAt(end) === SLASH) end++;
  if (breaks === undefined || html.charCodeAt(end) !== GREATER) return UNREADABLE;
  if (closes) text.breakLine(breaks.after ?? 0);
  else if (breaks.isItem) text.beginItem();
  else if (breaks.isCell) text.write(BLANK);
  else text.breakLine(breaks.lines);
  return end + 1;
}

const isLetter = (unit: number): boolean => (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
const isNameUnit = (unit: number): boolean => isLetter(unit) || (unit >= 0x30 && unit <= 0x39);

const ENTITIES = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    laquo: '«',
    raquo: '»',
    mdash: '—',
    ndash: '–',
    hellip: '…',
    '#39': "'",
    '#34': '"',
    '#160': ' ',
  }).map(([name, sign]) => [name, sign.charCodeAt(0)]),
);
const LONGEST_ENTITY = 6;

/** Reads the entity, or the lone «&», that begins at `at`; answers where it ends. */
function readEntity(html: string, at: number, text: TextWriter): number {
  const next = html.charCodeAt(at + 1);
  if (!isLetter(next) && next !== 0x23) return text.write(AMPERSAND) ? at + 1 : UNREADABLE;
  for (let end = at + 2; end <= at + 1 + LONGEST_ENTITY; end++) {
    if (html.charCodeAt(end) !== 0x3b) continue;
    const unit = ENTITIES.get(html.slice(at + 1, end));
    return unit !== undefined && text.write(unit) ? end + 1 : UNREADABLE;
  }
  return UNREADABLE;
}

// One for all: nothing waits between two units of a text. Every unit may bring a line's end and an item's sign with it.
const written = new Uint16Array(MOST * 3);

/** Writes a text without what `cleanText` would take away: breaks and blanks wait until a unit comes that is seen. */
class TextWriter {
  private length = 0;
  private lines = 0;
  private blank = false;
  private item = false;

  /** False for a unit that asks for care, or would be mistaken for the sign of an item. */
  write(unit: number): boolean {
    const kind = KINDS[unit]!;
    if (kind === CARE || unit === BULLET) return false;
    if (kind === SPACE || unit === NEWLINE) {
      this.blank = true;
      return true;
    }
    if (this.lines > 0 || this.blank || this.item) this.flush();
    written[this.length++] = unit;
    return true;
  }

  /** So many line ends; none after the sign of an item, whose text begins beside it. */
  breakLine(lines: number): void {
    if (!this.item) this.lines += lines;
  }

  /** An item without words is none: the next one takes its place. */
  beginItem(): void {
    this.breakLine(1);
    this.item = true;
  }

  finish(): string {
    return Buffer.from(written.buffer, 0, this.length * 2).toString('utf16le');
  }

  private flush(): void {
    if (this.length > 0) {
      for (let i = Math.min(2, this.lines); i > 0; i--) written[this.length++] = NEWLINE;
      if (this.lines === 0 && this.blank) written[this.length++] = BLANK;
    }
    if (this.item) {
      written[this.length++] = BULLET;
      written[this.length++] = BLANK;
    }
    this.lines = 0;
    this.blank = false;
    this.item = false;
  }
}
