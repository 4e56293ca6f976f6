import { type Language, translator } from '../../kit/i18n.js';
import type { Links } from '../../kit/links.js';
import { formatPay } from '../../kit/money.js';
import { besideSchedule } from '../../language/filters.js';
import type { VacancyRow } from '../../search/listed.sql.js';
import { statedPay } from '../vacancy-view.js';
import { XML_HEAD, xmlElement, xmlText } from './xml.js';

/** A search as a feed. */
export interface Feed {
  title: string;
  /** Absolute: of this feed, and of the page that shows the same. */
  self: string;
  page: string;
  language: Language;
  /** The newest first. */
  items: VacancyRow[];
}

/** The longest text of an item, in UTF-16 units: readers show a few lines and lead to the page. */
const LONGEST = 1_000;

/**
 * RSS 2.0 with the one element that its profile asks of other namespaces, atom:link rel=self. An item is a job: its guid
 * is the cluster's, so that a copy which stands for it one day is not told as new.
 */
export function rssOf({ title, self, page, language, items }: Feed, links: Links): string {
  const t = translator(language);
  const newest = items[0]?.firstSeenAt;
  return [
    XML_HEAD,
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n',
    xmlElement('title', `${title} · ${t('pages.name')}`),
    xmlElement('link', page),
    xmlElement('description', t('pages.feed.description')),
    xmlElement('language', language),
    `<atom:link href="${xmlText(self)}" rel="self" type="application/rss+xml"/>\n`,
    // Of the newest item and not of the clock: the same items are the same bytes, and so the same ETag.
    newest === undefined ? '' : xmlElement('lastBuildDate', newest.toUTCString()),
    xmlElement('ttl', '60'),
    ...items.map((item) => itemOf(item, language, links)),
    '</channel>\n</rss>\n',
  ].join('');
}

function itemOf(item: VacancyRow, language: Language, links: Links): string {
  return [
    '<item>\n',
    xmlElement('title', item.title),
    xmlElement('link', links.vacancy(item.id)),
    `<guid isPermaLink="false">vestnik:job:${item.clusterId}</guid>\n`,
    xmlElement('pubDate', item.firstSeenAt.toUTCString()),
    ...categoriesOf(item, language).map((name) => xmlElement('category', name)),
    xmlElement('description', descriptionOf(item, language)),
    '</item>\n',
  ].join('');
}

/** Its cities and tags in the words of the page. */
function categoriesOf(item: VacancyRow, language: Language): string[] {
  const t = translator(language);
  const terms = (group: string, values: readonly string[]) =>
    values.filter((value) => value !== 'unknown').map((value) => t(`terms.${group}.${value}`));
  return [
    ...item.places,
    ...terms('experience', [item.experience]),
    ...terms('schedule', item.schedule),
    ...terms('workFormat', besideSchedule(item)),
    ...terms('employment', item.employment),
  ];
}

/** HTML, which the feed holds escaped once more. */
function descriptionOf(item: VacancyRow, language: Language): string {
  const t = translator(language);
  const stated = statedPay(item);
  const facts = [
    item.demo ? t('pages.demo.mark') : '',
    stated === null ? t('pages.search.noPay') : formatPay(stated, language),
    item.employer ?? '',
    item.places.join(', '),
    t('pages.vacancy.source', { name: item.source }),
  ].filter((fact) => fact !== '');
  const text = item.body.length > LONGEST ? `${item.body.slice(0, LONGEST)}…` : item.body;
  const paragraphs = text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '');
  return [facts.join(' · '), ...paragraphs].map((paragraph) => `<p>${xmlText(paragraph)}</p>`).join('');
}
