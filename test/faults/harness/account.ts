import type { DataSource } from 'typeorm';
import type { Book } from '../relay/book.js';

/** What became of all letters that were queued, by the database's word and by the relay's. */
export interface Account {
  letters: number;
  /** Not one copy came, and nobody was told. */
  lost: string[];
  /** Not one copy came of a letter that stays in doubt: its vacancies are free for the next digest. */
  released: number;
  /** Copies beyond the first of each letter. */
  duplicates: number;
  /** Times that a letter was flagged as perhaps arrived. */
  doubted: number;
  /** Recipients of letters that came more often than their flags allow. */
  unflagged: string[];
  /** Recipients whose copies were not the same, byte for byte. */
  different: string[];
  states: Record<string, number>;
}

interface Row {
  to_email: string;
  state: string;
  doubt: number;
}

/** Compares the outbox with what the relay took. Every letter needs a recipient of its own. */
export async function takeAccount(db: DataSource, book: Book): Promise<Account> {
  const rows = await db.query<Row[]>(
    'select b.to_email, l.state, l.doubt from letter l join letter_body b on b.letter_id = l.id',
  );
  const account: Account = {
    letters: rows.length,
    lost: [],
    released: 0,
    duplicates: 0,
    doubted: 0,
    unflagged: [],
    different: [],
    states: {},
  };
  for (const { to_email: to, state, doubt } of rows) {
    const copies = book.copiesTo(to);
    const [first] = copies;
    account.states[state] = (account.states[state] ?? 0) + 1;
    account.doubted += doubt;
    if (first === undefined && state === 'in_doubt') account.released += 1;
    else if (first === undefined) account.lost.push(to);
    account.duplicates += Math.max(0, copies.length - 1);
    if (copies.length - 1 > doubt) account.unflagged.push(to);
    if (copies.some(({ print, messageId }) => print !== first?.print || messageId !== first.messageId))
      account.different.push(to);
  }
  return account;
}

/** The sentences for what must never be: a loss, a duplicate that was not flagged, a copy that differs. */
export function wrongOf({ lost, unflagged, different }: Account): string[] {
  const told = (what: string, which: string[]) =>
    which.length === 0 ? [] : [`${which.length} ${what}, such as that to ${which.slice(0, 3).join(', ')}`];
  return [
    ...told('letters were lost', lost),
    ...told('letters came more often than was flagged', unflagged),
    ...told('letters came in copies that differ', different),
  ];
}
