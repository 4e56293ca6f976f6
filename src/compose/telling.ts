import type { Quiet } from '../deliver/letter-draft.js';
import type { News } from './news.js';

/** The occasion of a digest: a slot or a person's wish, and until when its letter is worth sending. */
export interface Occasion {
  kind: 'slot' | 'asked';
  slot: string;
  expiresAt: Date;
  /** The night that its letter must not come in. */
  quiet?: Quiet | null;
  /** At most this many vacancies in the letter. */
  most?: number;
}

/** News and why it is told now. */
export type Telling = News & { occasion: Occasion };
