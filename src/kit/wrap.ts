/** Columns of the text part: a quoted answer still fits into the 80 of a terminal. */
const COLUMNS = 78;

/**
 * Breaks lines at spaces so that none is longer than `columns`; what follows stands under the line's own indent. A
 * single word that is longer, an address mostly, stays whole. No-break spaces do not break.
 */
export function wrap(text: string, columns = COLUMNS): string {
  return text
    .split('\n')
    .flatMap((line) => (isLonger(line, columns) ? wrapLine(line, columns) : [line.trimEnd()]))
    .join('\n');
}

function wrapLine(line: string, columns: number): string[] {
  const [indent = ''] = /^ *(?:\d+\. )?/.exec(line) ?? [];
  const hanging = ' '.repeat(indent.length);
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(/ +/)) {
    const begun = current.length > indent.length;
    if (begun && isLonger(`${current} ${word}`, columns)) {
      lines.push(current);
      current = hanging + word;
    } else current += begun ? ` ${word}` : word;
  }
  return [...lines, current].map((one) => one.trimEnd());
}

// Emoji are two UTF-16 units and one character; counting characters is slow, and nearly never asked for.
const isLonger = (text: string, columns: number): boolean =>
  text.length > columns && [...text].length > columns;
