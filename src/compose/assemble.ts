import type { Config } from '../kit/config.js';
import type { Secret } from '../kit/tokens.js';
import type { Figure } from '../market/figure.sql.js';
import type { Chosen } from './choose.js';
import type { VacancyDetails } from './details.sql.js';
import type { DigestLetter, DigestSearch, DigestVacancy } from './digest-letter.js';
import { digestLinks } from './digest-links.js';
import type { NewDigest } from './digests.sql.js';
import type { OpenSearch } from './found.sql.js';
import { waitingSince } from './marks.js';
import { readOnce } from './read-once.js';
import type { Telling } from './telling.js';
import { whyOf } from './why-line.js';

/** What a batch has read for all its letters. */
export interface Read {
  details: ReadonlyMap<string, VacancyDetails>;
  figures: ReadonlyMap<string, Figure>;
  now: Date;
}

interface Parts extends Read {
  telling: Telling;
  digest: NewDigest;
  config: Pick<Config, 'publicUrl' | 'mailFrom'>;
  secret: Secret;
}

const DAY = 86_400_000;
const KEPT_DAYS = 40;

/** Puts together what a letter says from what was chosen, read and weighed. */
export function assembleLetter(parts: Parts): DigestLetter {
  const { telling, digest, config, secret, now } = parts;
  const { person, occasion } = telling;
  const days = daysOf(parts);
  return {
    kind: occasion.kind,
    reader: { language: person.language, zone: person.zone, now },
    found: digest.chosen.length,
    days,
    olderLeftOut: days > KEPT_DAYS,
    searches: searchesOf(parts),
    vacancies: digest.chosen
      .filter(({ inLetter }) => inLetter)
      .flatMap((chosen) => vacancyOf(chosen, parts.details)),
    links: digestLinks(
      { publicUrl: config.publicUrl, secret },
      { subscriberId: person.subscriberId, digestId: digest.id },
    ),
    sender: config.mailFrom,
  };
}

/** How many days of news it holds: one, but after a pause or a downtime. */
function daysOf({ telling: { person, occasion }, digest, now }: Parts): number {
  if (occasion.kind === 'asked') return 1;
  const fitting = new Set(digest.chosen.flatMap((chosen) => chosen.searches));
  const since = waitingSince(person, [...fitting]);
  return Math.max(1, Math.round((now.getTime() - since.getTime()) / DAY));
}

function searchesOf({ telling, digest, figures }: Parts): DigestSearch[] {
  const fitting = (search: OpenSearch) =>
    digest.chosen.filter(({ searches }) => searches.includes(search)).length;
  return telling.searches
    .map((search) => ({
      id: search.id,
      name: search.name,
      found: fitting(search),
      cut: telling.cut.has(search.searchId),
      figure: figures.get(search.searchId) ?? null,
    }))
    .filter(({ found }) => found > 0)
    .sort((a, b) => b.found - a.found);
}

function vacancyOf(
  { vacancyId, clusterId, searches }: Chosen,
  details: ReadonlyMap<string, VacancyDetails>,
): DigestVacancy[] {
  const found = details.get(vacancyId);
  if (found === undefined) return [];
  const { skills, body, ...shown } = found;
  const asts = searches.map((search) => readOnce(search).ast);
  const { title, line } = whyOf(asts, found);
  return [{ ...shown, clusterId, title, why: line, searchIds: searches.map(({ id }) => id) }];
}
