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

// A name with a line end in it would forge lines of the text part.
const LINE_ENDS = /[\p{Cc}\u2028\u2029]+/gu;
