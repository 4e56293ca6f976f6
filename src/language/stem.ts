import snowball from 'snowball-stemmers';

const russian = snowball.newStemmer('russian');
const english = snowball.newStemmer('english');

/**
 * The stem of a normalised word: Snowball Russian for Cyrillic, Snowball English for Latin, itself for anything else
 * (digits, +, #). The word must have ё folded to е: with ё this package errs on 112 of 49,785 Russian words, folded
 * on none.
 */
export function stem(word: string): string {
  if (/^\p{Script=Cyrillic}+$/u.test(word)) return russian.stem(word) || word;
  if (/^\p{Script=Latin}+$/u.test(word)) return english.stem(word) || word;
  return word;
}
