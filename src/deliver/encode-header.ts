// RFC 2047 §2: a line with encoded words holds at most 76 characters, and so does each of ours that can be folded.
const WIDTH = 76;
const OPEN = '=?UTF-8?B?';
const CLOSE = '?=';

/** A header of the message: `value` as it is printed, without its folds. */
export interface Header {
  name: string;
  value: string;
}

/**
 * Free text as a header's value: as it stands where every reader takes it so, else in encoded words (RFC 2047), which
 * never split a character and leave room for the header's name before them. Such a value holds a space wherever a
 * line may end.
 */
export function encodeText(name: string, text: string): string {
  return isPlain(text) ? text : encodedWords(text, name.length + 2);
}

/** A value with a grammar of its own, such as a list of addresses: never touched, unless it is no ASCII and so free text. */
export const encodeStructured = (name: string, value: string): string =>
  /^[ -~]*$/.test(value) ? value : encodeText(name, value);

/** `name <address>`: a phrase of atoms, a quoted string, or encoded words (RFC 5322 §3.4, RFC 2047 §5). */
export function encodeMailbox(header: string, { name, address }: { name: string; address: string }): string {
  if (name === '') return address;
  return `${encodePhrase(header, name)} <${address}>`;
}

/** The header as bytes: folded where its value has spaces, so that no line is longer than need be. */
export function printHeader({ name, value }: Header): string {
  let printed = `${name}:`;
  let width = printed.length;
  for (const [index, word] of value.split(' ').entries()) {
    // The first word stays on the name's line: a header whose first line is empty is lost on some servers.
    if (index > 0 && width + 1 + word.length > WIDTH) {
      printed += '\r\n';
      width = 0;
    }
    printed += ` ${word}`;
    width += 1 + word.length;
  }
  return `${printed}\r\n`;
}

function encodePhrase(header: string, name: string): string {
  if (/^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(name) && isPlain(name)) return name;
  if (isPlain(name)) return `"${name.replace(/["\\]/g, '\\$&')}"`;
  return encodedWords(name, header.length + 2);
}

/** Printable ASCII in words that fit a line, none of which a reader could take for an encoded one. */
const isPlain = (text: string): boolean =>
  /^[ -~]*$/.test(text) && !text.includes('=?') && text.split(' ').every((word) => word.length < WIDTH - 20);

function encodedWords(text: string, indent: number): string {
  const words: string[] = [];
  let room = roomIn(WIDTH - indent);
  let bytes: Buffer[] = [];
  for (const character of text) {
    const more = Buffer.from(character);
    if (more.length > room) {
      words.push(encodedWord(bytes));
      [bytes, room] = [[], roomIn(WIDTH - 1)];
    }
    bytes.push(more);
    room -= more.length;
  }
  return [...words, encodedWord(bytes)].join(' ');
}

/** The bytes of text that an encoded word of this width carries: three for each four characters of base64. */
const roomIn = (width: number): number => Math.floor((width - OPEN.length - CLOSE.length) / 4) * 3;

const encodedWord = (bytes: Buffer[]): string => OPEN + Buffer.concat(bytes).toString('base64') + CLOSE;
