/** Why a Source rests, in a word that pages have a text for: what went wrong, without hosts and files. */
export type PauseKind = 'unreachable' | 'refused' | 'unreadable' | 'ours';

// Of the sentences of fetch/fault-of.ts, fetch/polite-fetch.ts, fetch/guard.ts and faults.ts; a test holds them to these.
const KINDS: readonly [PauseKind, RegExp][] = [
  [
    'ours',
    /\bdatabase\b|^An unexpected fault|private net|ports 80 and 443|name or password|Only http|\bkey\b/,
  ],
  ['refused', /answered with status|robots\.txt/],
  [
    'unreachable',
    /(?:refused|broke) the connection|is a name that does not exist|could not be looked up|did not answer in time|stopped sending|another length than it announced|could not be read \(|redirects more than/,
  ],
];

/** The kind of fault that an operator's sentence tells of; what is none of the others was a feed that cannot be read. */
export const pauseKind = (sentence: string): PauseKind =>
  KINDS.find(([, words]) => words.test(sentence))?.[0] ?? 'unreadable';
