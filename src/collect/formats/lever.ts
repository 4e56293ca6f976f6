import type { RawPosting } from '../posting.js';
import { answerItems } from './answer-items.js';
import { type BoardPay, payInWords, payOf } from './board-pay.js';
import type { Page, PagedFormat } from './format.js';
import { htmlIn, htmlOf } from './html-of.js';
import { FeedError } from './inflate.js';
import { isRecord, listIn, parseAnswer, textIn, textOfValue, valueAt } from './json-value.js';

/**
 * An employer's board at Lever, by its open Postings API (github.com/lever/postings-api): `/v0/postings/<site>`, no
 * key. docs/formats.md has every field.
 */
export const lever: PagedFormat = { kind: 'paged', name: 'lever', firstPage, readPage };

const PAGE_SIZE = 100;

/** Always by pages: what Lever gives without a limit it does not say. An address that has a smaller limit keeps it. */
function firstPage(url: URL): URL {
  const first = new URL(url);
  const limit = Number(url.searchParams.get('limit'));
  first.searchParams.set('mode', 'json');
  first.searchParams.set('limit', String(limit >= 1 && limit < PAGE_SIZE ? Math.floor(limit) : PAGE_SIZE));
  first.searchParams.set('skip', '0');
  // Grouped answers have another shape.
  first.searchParams.delete('group');
  return first;
}

function readPage(text: string, at: URL | null): Page {
  const list = parseAnswer(text);
  const error = textIn(list, 'error');
  if (error !== null) throw new FeedError(`The answer says "${error.slice(0, 100)}".`);
  const items = answerItems({ list, read: readPosting });
  return { items, next: at && nextPage(at, items.length) };
}

function nextPage(at: URL, found: number): URL | null {
  if (found !== Number(at.searchParams.get('limit'))) return null;
  const next = new URL(at);
  next.searchParams.set('skip', String(Number(at.searchParams.get('skip')) + found));
  return next;
}

function readPosting(posting: Record<string, unknown>): RawPosting {
  const text = (...path: string[]) => textIn(posting, ...path);
  const range = rangeIn(posting);
  const pay = range && payOf(range);
  const said = range !== null && pay === null ? payInWords(range) : null;
  const workplace = text('workplaceType');
  return {
    externalId: text('id'),
    url: text('hostedUrl') ?? text('applyUrl'),
    title: text('text') ?? '',
    places: placesIn(posting),
    pay,
    employment: text('categories', 'commitment'),
    workFormat: workplace === 'unspecified' ? null : workplace,
    body: bodyOf(posting, said),
    publishedAt: text('createdAt'),
  };
}

function placesIn(posting: object): string[] {
  const all = listIn(posting, 'categories', 'allLocations').map(textOfValue);
  return [...all, all.length === 0 ? textIn(posting, 'categories', 'location') : null].filter(
    (place) => place !== null,
  );
}

function rangeIn(posting: object): BoardPay | null {
  const range = valueAt(posting, 'salaryRange');
  if (!isRecord(range)) return null;
  const [from, to, currency, interval] = ['min', 'max', 'currency', 'interval'].map((key) =>
    textIn(range, key),
  );
  return { from: from!, to: to!, currency: currency!, interval: interval! };
}

/** The text as the board shows it: description, lists under their headings, what is said of the pay, closing. */
function bodyOf(posting: object, said: string | null): string | null {
  const lists = listIn(posting, 'lists').map((list) => {
    const [heading, content] = [textIn(list, 'text'), textIn(list, 'content')];
    return `${heading === null ? '' : `<p>${htmlOf(heading)}</p>`}${content === null ? '' : `<ul>${content}</ul>`}`;
  });
  const parts = [
    htmlIn(posting, 'description', 'descriptionPlain'),
    ...lists,
    htmlIn(posting, 'salaryDescription', 'salaryDescriptionPlain'),
    said && `<p>${htmlOf(said)}</p>`,
    htmlIn(posting, 'additional', 'additionalPlain'),
  ];
  const written = parts.filter((part) => part !== null && part.trim() !== '');
  return written.length === 0 ? null : written.join('\n');
}
