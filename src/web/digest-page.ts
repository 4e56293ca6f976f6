import type { CopyItem, DigestCopy } from '../compose/digest-copy.sql.js';
import { marketView } from '../compose/letter-market.js';
import type { Reader } from '../kit/render.js';
import type { ListedVacancy } from '../search/listed.js';
import { vacancyLine } from './vacancy-view.js';

export const DIGEST_PAGE_SIZE = 100;

export interface DigestPage {
  copy: DigestCopy;
  items: ListedVacancy[];
  /** What the ledger says of each, by vacancy. */
  told: ReadonlyMap<string, CopyItem>;
  /** Where «не подходит» leads, by cluster. */
  notFit(clusterId: string): string;
  page: number;
  reader: Reader;
}

/** Everything that pages/digest.hbs shows. */
export function digestPage({ copy, items, told, notFit, page, reader }: DigestPage) {
  const pages = Math.max(1, Math.ceil(copy.total / DIGEST_PAGE_SIZE));
  const to = (n: number) => `?page=${n}`;
  return {
    total: copy.total,
    closed: copy.closed,
    madeAt: copy.madeAt,
    items: items.map((item) => {
      const { clusterId, savedSearchIds, hidden } = told.get(item.id)!;
      return {
        ...vacancyLine(item),
        closed: item.closedAt !== null,
        labels: labels(copy, savedSearchIds),
        hidden,
        notFit: notFit(clusterId),
      };
    }),
    markets: copy.market.flatMap(({ name, ...figure }) => marketView(name, figure, reader.language)),
    beyond: items.length === 0 && page > 1,
    pager: {
      page,
      pages,
      first: to(1),
      previous: page > 1 && page <= pages ? to(page - 1) : null,
      next: page < pages ? to(page + 1) : null,
    },
  };
}

/** The names of the searches that a vacancy fitted, where the person had more than one; '' otherwise. */
function labels({ searches }: DigestCopy, ids: readonly string[]): { n: number; names: string } | null {
  const names = searches.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  return searches.length < 2 || names.length === 0 ? null : { n: names.length, names: names.join(', ') };
}
