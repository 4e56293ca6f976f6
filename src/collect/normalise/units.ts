/** Kinds of UTF-16 units: what stands for itself, white space, and what has to be looked at with care. */
export const PLAIN = 0;
export const SPACE = 1;
const NEWLINE = 2;
/** May change under NFC, is unseen, ends a line in another way than `\n`, or is half of a pair. */
export const CARE = 3;

/**
 * The kind of each unit. Plain is what nine texts of ten are made of: no letter of these ranges changes under NFC or
 * joins with its neighbour. A look-up takes a nanosecond; the patterns that it saves took a tenth of an import.
 */
export const KINDS = new Uint8Array(0x10000).fill(CARE);
for (const [from, to] of [
  [0x21, 0x7e],
  [0xa1, 0xac],
  [0xae, 0x2ff],
  [0x400, 0x482],
  [0x48a, 0x52f],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x20bf],
  [0x2116, 0x2116],
  [0x2122, 0x2122],
] as const) {
  KINDS.fill(PLAIN, from, to + 1);
}
for (const unit of [0x09, 0x20, 0xa0, 0x202f, 0x205f, 0x3000]) KINDS[unit] = SPACE;
KINDS.fill(SPACE, 0x2002, 0x200b);
KINDS[0x0a] = NEWLINE;

/** Whether `cleanText` would leave a text as it is, as far as this can be told quickly. */
export function isClean(text: string): boolean {
  let before = NEWLINE;
  let lines = 2;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const kind = KINDS[unit]!;
    if (kind === PLAIN) lines = 0;
    else if (kind === CARE || (kind === SPACE && (unit !== 0x20 || before !== PLAIN))) return false;
    else if (kind === NEWLINE && (before === SPACE || ++lines > 2)) return false;
    before = kind;
  }
  return before === PLAIN || text === '';
}

/** Whether anything of a text asks for care. */
export function needsCare(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (KINDS[text.charCodeAt(i)] === CARE) return true;
  }
  return false;
}
