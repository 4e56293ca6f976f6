import type { DataSource } from 'typeorm';
import type { Compared } from './disagreements.js';

/** What a peer is given: the same rows, and what ours took. */
export interface Bench {
  db: DataSource;
  seed: number;
  searches: number;
  saved: number;
  /** The open vacancies of the window that is matched. */
  vacancies: number;
  /** CPU seconds of our process; `wholeWithPostgres` with those of the server beside it. */
  ours: Record<'match' | 'buildAndMatch' | 'whole' | 'wholeWithPostgres', number>;
}

/** What a peer took, how many times ours that is, by what ours is charged with, and where the two differ. */
export interface PeerAnswer {
  figures: Record<string, number | string>;
  ratios: Record<string, number>;
  compared: Compared;
}

/** CPU seconds of a peer for the whole work, its Postgres included. */
export const wholeOf = ({ figures }: Pick<PeerAnswer, 'figures'>): number => Number(figures.cpuSeconds);
