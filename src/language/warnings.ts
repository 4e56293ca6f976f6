/** What the reader of a query had to guess or leave out. */
export type WarningCode =
  | 'too-long'
  | 'too-many-words'
  | 'too-deep'
  | 'unclosed-quote'
  | 'unclosed-bracket'
  | 'stray-bracket'
  | 'dangling-operator'
  | 'empty-field'
  | 'unknown-field'
  | 'distance-ignored'
  | 'star-inside'
  | 'prefix-too-short'
  | 'phrase-cut'
  | 'common-words';

/** `at` and `len` are UTF-16 units of the text as typed. */
export interface Warning {
  code: WarningCode;
  at: number;
  len: number;
}

/**
 * Why a search cannot be an alert. A page may still answer all but 'nothing' and 'stop-only': a short prefix is then
 * an exact word, and what was cut off is left out.
 */
export type RefusalCode =
  | 'nothing'
  | 'stop-only'
  | 'unsafe'
  | 'prefix-too-short'
  | 'too-long'
  | 'too-many-words'
  | 'too-deep';
