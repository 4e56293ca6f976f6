const LATIN = 'abcehkmoptxy';
const CYRILLIC = 'авсенкмортху';
const toCyrillic = new Map([...LATIN].map((letter, i) => [letter, CYRILLIC[i]!]));
const toLatin = new Map([...CYRILLIC].map((letter, i) => [letter, LATIN[i]!]));

/**
 * One script for a lower-case word that mixes look-alikes: «cлесарь» typed with a Latin c is a Cyrillic word. A word
 * of one script is never touched («рак», «сор» are no English words); where neither script can take all, the word
 * stays («itшник»).
 */
export function foldHomoglyphs(word: string): string {
  // «1С», the accounting program, is typed with either C.
  if (/^1c\d*$/.test(word)) return word.replace('c', 'с');
  const latin = word.match(/\p{Script=Latin}/gu) ?? [];
  const cyrillic = word.match(/\p{Script=Cyrillic}/gu) ?? [];
  if (latin.length === 0 || cyrillic.length === 0) return word;
  if (cyrillic.length >= latin.length && latin.every((letter) => toCyrillic.has(letter))) {
    return word.replace(/./gu, (letter) => toCyrillic.get(letter) ?? letter);
  }
  if (cyrillic.every((letter) => toLatin.has(letter))) {
    return word.replace(/./gu, (letter) => toLatin.get(letter) ?? letter);
  }
  return word;
}
