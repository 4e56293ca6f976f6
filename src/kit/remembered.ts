/**
 * A pure function of a text that remembers what it answered, for texts that repeat; longer ones seldom do. When it
 * remembers `most` it forgets them all. The answers are shared: nobody may change them.
 */
export function remembered<T>(read: (text: string) => T, most = 20_000): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > LONGEST) return read(text);
    const found = known.get(text);
    if (found !== undefined) return found;
    const answer = read(text);
    if (known.size >= most) known.clear();
    known.set(ownCopy(text), answer);
    return answer;
  };
}

const LONGEST = 100;

/** A slice keeps the whole text that it was cut from alive. */
export const ownCopy = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');
