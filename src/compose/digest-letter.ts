import type { Language } from '../kit/i18n.js';
import type { StatedPay } from '../kit/money.js';
import type { Segment } from '../language/snippet.js';
import type { Figure } from '../market/figure.sql.js';

/** Everything that a digest's letter says; `composeDigest` adds nothing but words. */
export interface DigestLetter {
  /** slot: the daily letter. asked: the person pressed a button, or has just confirmed. */
  kind: 'slot' | 'asked';
  reader: { language: Language; zone: string; now: Date };
  /** Clusters found, told in the letter or not: what stands in the subject. */
  found: number;
  /** How many days of news it holds; 1 but after a pause, a downtime or days without letters. */
  days: number;
  /** Something found was older than the 40 days that a pause holds, and is left out. */
  olderLeftOut: boolean;
  /** The saved searches that found something, most found first. */
  searches: DigestSearch[];
  /** At most 40, best first. */
  vacancies: DigestVacancy[];
  links: DigestLinks;
  /** Who writes. */
  sender: { name: string; address: string };
}

/** A saved search as the letter names it. */
export interface DigestSearch {
  id: string;
  name: string;
  /** How many of the clusters found fit it. */
  found: number;
  /** A run found more than 1,000: only the newest are here, and the letter says how to narrow it. */
  cut: boolean;
  /** Null where there is none yet. */
  figure: Figure | null;
}

/** A vacancy as the letter shows it: the member of its cluster that fits. */
export interface DigestVacancy {
  id: string;
  clusterId: string;
  /** With the words that the searches name marked (`whyOf`). */
  title: Segment[];
  employer: string | null;
  /** Labels of its cities, else the place as written. */
  places: string[];
  /** As stated; null where it is not. */
  pay: StatedPay | null;
  /** Roubles a month, the greater end: for the line that mail clients show beside the subject. */
  payMonthRub: number | null;
  experience: string;
  schedule: string[];
  employment: string[];
  workFormat: string[];
  /** One line with them marked; null where the source gave no text. */
  why: Segment[] | null;
  /** Ids of the saved searches that it fits. */
  searchIds: string[];
  /** Other sources of the same job, and in how many other cities it is. */
  alsoSources: string[];
  alsoCities: number;
  demo: boolean;
}

/** Absolute addresses (`digestLinks`). */
export interface DigestLinks {
  /** The digest on the web. */
  page: string;
  my: string;
  /** Leaves everything: for the List-Unsubscribe header alone, which nobody forwards. */
  leaveAll: string;
  /** Leaves everything too, for whoever shows that the mailbox is theirs. */
  leavePage: string;
  vacancy(id: string): string;
  /** «не подходит»: about one cluster, for one subscriber. */
  notFit(clusterId: string): string;
  /** «ещё такие»: a search made of a vacancy. */
  like(id: string): string;
  /** Leaves one saved search. */
  leave(savedSearchId: string): string;
}

/** What the column `digest.market` keeps for the web copy: the figures as they were when the digest was made. */
export interface DigestMarket extends Figure {
  savedSearchId: string;
  name: string;
}
