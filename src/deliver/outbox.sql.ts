import type { DataSource } from 'typeorm';
import type { LetterState } from '../store/letter.entity.js';

/** How many letters are in a state, how old the oldest of them is, how many of them may have arrived twice. */
export interface StateCount {
  state: LetterState;
  letters: number;
  oldest: Date;
  doubted: number;
}

/** The outbox by state; states without a letter are left out. */
export function countByState(db: DataSource): Promise<StateCount[]> {
  return db.query<StateCount[]>(
    `select state, count(*)::int as letters, min(created_at) as oldest,
       (count(*) filter (where doubt > 0))::int as doubted
     from letter group by state order by state`,
  );
}
