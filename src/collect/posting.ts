/** One or several texts, as the source wrote them. */
export type Texts = string | readonly string[];

/** Pay as the source states it: numbers where it has numbers, its own words in `text`. */
export interface RawPay {
  from?: number | string | null;
  to?: number | string | null;
  currency?: string | null;
  /** True: before income tax. */
  gross?: boolean | null;
  /** The source's word for what the pay is paid for: a month, an hour, a shift … */
  period?: string | null;
  /** The whole statement in words («от 90 000 до 120 000 ₽ за месяц, на руки»), read where the numbers are absent. */
  text?: string | null;
}

/** What a reader yields: one vacancy in the source's own words, nothing normalised. Absent and null mean "not stated". */
export interface RawPosting {
  externalId?: string | null;
  url?: string | null;
  /** Where the source has it from, when it says so. */
  origin?: string | null;
  title: string;
  employer?: string | null;
  /** The employer is an agency that recruits for others. */
  agency?: boolean | null;
  places?: Texts | null;
  pay?: RawPay | null;
  experience?: Texts | null;
  schedule?: Texts | null;
  employment?: Texts | null;
  /** Where the work is done: on site, remote, hybrid … */
  workFormat?: Texts | null;
  skills?: Texts | null;
  /** HTML or plain text. */
  body?: string | null;
  publishedAt?: string | number | null;
  expiresAt?: string | number | null;
  /** The source says that it is over: archived, filled, withdrawn. Stored as closed, told to nobody. */
  closed?: boolean | null;
}

/** Why a posting was not taken; `source_run.rejected` counts by these words. */
export type RejectReason =
  | 'broken-json'
  | 'broken-csv'
  | 'not-a-posting'
  | 'too-long'
  | 'no-title'
  | 'too-large'
  | 'unreadable'
  | 'unreachable';

/** One posting that cannot be taken, with a sentence that says why and what stood there (raw text is cut to 64 KB). */
export interface Rejected {
  kind: 'rejected';
  /** Where it stood: "line 17", "vacancy 4", "page 2, item 9". */
  position: string;
  reason: RejectReason;
  detail: string;
  raw: string;
}

/** What a reader yields for each posting that it met, in the order of the feed. */
export type ReadItem = { kind: 'posting'; position: string; posting: RawPosting } | Rejected;

/** What a run is told between the postings. */
export type RunMark =
  /** All before it may be stored; a run that breaks later goes on at this address. */
  | { kind: 'page-end'; next: string; page: number }
  /** The source says that its answer at this address is still the one of the run `runId`. */
  | { kind: 'not-modified'; runId: string }
  /** The list was one answer, which is known again by these. */
  | { kind: 'whole-answer'; url: string; etag: string | null; lastModified: string | null };

/** What a run is fed. */
export type RunItem = ReadItem | RunMark;
