import { licenceOf, namesLicence } from './lexemes.js';
import type { Piece } from './scan-query.js';
import { type Token, tokens } from './tokens.js';

/**
 * «водитель категории С»: the letter belongs to the word before it, alone it would be a preposition. For a written
 * word that ends in «категории» or «кат.» and the pieces that follow it: the letters, one phrase for each, and how
 * many pieces they took; null where no letter follows. People type queries in lower case, so «категории с» counts
 * too, but only where no other word follows («категории в Москве»).
 */
export function licenceTerms(
  word: readonly Token[],
  following: readonly Piece[],
): { letters: string[]; phrases: Token[][]; taken: number } | null {
  const category = word.at(-1);
  if (category === undefined || !namesLicence(category.lexemes, true)) return null;
  const letters: string[] = [];
  let taken = 0;
  for (const [i, piece] of following.entries()) {
    const letter = letterOf(piece, following[i + 1]);
    if (letter !== null) {
      letters.push(letter);
      taken = i + 1;
    } else if (!mayStandBetween(piece)) break;
  }
  if (letters.length === 0) return null;
  const phrases = letters.map((letter) => [
    ...word,
    { ...category, position: category.position + 1, near: null, lexemes: licenceOf(letter)! },
  ]);
  return { letters, phrases, taken };
}

function letterOf(piece: Piece, next: Piece | undefined): string | null {
  if (piece.kind !== 'text' || piece.quoted || piece.star) return null;
  const found = /^[^\p{L}\p{N}]*(\p{L})[^\p{L}\p{N}]*$/u.exec(piece.text)?.[1];
  if (found === undefined || !licenceOf(found.toUpperCase())) return null;
  const lastWord = next?.kind !== 'text' || next.text.length === 1;
  return found === found.toUpperCase() || lastWord ? found.toUpperCase() : null;
}

const mayStandBetween = (piece: Piece): boolean =>
  piece.kind === 'and' ||
  (piece.kind === 'text' && !piece.quoted && tokens(piece.text).every(({ lexemes }) => lexemes.stop));
