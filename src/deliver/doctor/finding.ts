/** `todo`: letters leave, but worse than they might. `broken`: they do not leave, or are refused. */
export type State = 'ok' | 'todo' | 'broken';

/** What one look found out: sentences, and what to do where something is to be done. */
export interface Finding {
  check: string;
  state: State;
  says: string;
}

/** Says what a check found: `const say = about('DMARC'); say('ok', 'Mail that …')`. */
export const about =
  (check: string) =>
  (state: State, says: string): Finding => ({ check, state, says });
