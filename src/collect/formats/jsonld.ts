import type { RawPay, RawPosting, ReadItem } from '../posting.js';
import type { SiteFormat } from './format.js';
import { FeedError } from './inflate.js';
import { isRecord, textIn, textOfValue, valueAt } from './json-value.js';
import { jsonldNodes, listOf, type Node, type PageNodes } from './jsonld-nodes.js';

/** schema.org's JobPosting as boards put it into their pages for search engines. docs/formats.md has every field. */
export const jsonld: SiteFormat = { kind: 'site', name: 'jsonld', readPage };

function readPage(html: string, at: URL | null): ReadItem[] {
  const page = jsonldNodes(html, 'JobPosting');
  if (page.found.length + page.broken.length === 0) {
    const instead = MICRODATA.test(html) ? '; it marks its vacancy as microdata, which is not read' : '';
    throw new FeedError(`The page holds no JobPosting as JSON-LD${instead}.`);
  }
  return [
    ...page.found.map((node, index): ReadItem => {
      return { kind: 'posting', position: `vacancy ${index + 1}`, posting: readPosting(node, page, at) };
    }),
    ...page.broken.map(({ block, text, fault }): ReadItem => {
      const detail = `Its JSON-LD is not JSON: ${fault}.`;
      return { kind: 'rejected', position: `block ${block}`, reason: 'broken-json', detail, raw: text };
    }),
  ];
}

const MICRODATA = /itemtype\s*=\s*["']?https?:\/\/schema\.org\/JobPosting/i;

function readPosting(node: Node, { nodeOf }: PageNodes, at: URL | null): RawPosting {
  const [employer] = listOf(node, 'hiringOrganization').map(nodeOf);
  const places = listOf(node, 'jobLocation').map((place) => placeOf(nodeOf(place)));
  const applicants = listOf(node, 'applicantLocationRequirements').map((place) => placeOf(nodeOf(place)));
  const located = stated(places);
  return {
    externalId: identifierOf(node),
    url: addressOf(node, at),
    title: textIn(node, 'title') ?? textIn(node, 'name') ?? '',
    employer: textOfValue(employer) ?? textIn(employer, 'name') ?? textIn(employer, 'legalName'),
    places: located.length > 0 ? located : stated(applicants),
    pay: payOf(node),
    experience: experienceOf(node),
    schedule: [...textsIn(node, 'jobLocationType'), ...textsIn(node, 'workHours')].filter(isWord),
    employment: textsIn(node, 'employmentType').map((type) => type.replace(/^https?:\/\/schema\.org\//, '')),
    skills: textsIn(node, 'skills'),
    body: bodyOf(node),
    publishedAt: textIn(node, 'datePosted'),
    expiresAt: textIn(node, 'validThrough'),
  };
}

const stated = (texts: readonly (string | null)[]): string[] => [
  ...new Set(texts.filter((text) => text !== null && text.trim() !== '') as string[]),
];

/** The texts of a field, a list or not; of what has a name its name. */
const textsIn = (node: Node, field: string): string[] =>
  stated(
    listOf(node, field).map(
      (value) => textOfValue(value) ?? textIn(value, 'name') ?? textIn(value, 'description'),
    ),
  );

/** An identifier is the employer's own, so that two employers of one board may have the same: its name goes with it. */
function identifierOf(node: Node): string | null {
  const [identifier] = listOf(node, 'identifier');
  const value = textOfValue(identifier) ?? textIn(identifier, 'value');
  if (value === null || value.trim() === '') return null;
  const name = textIn(identifier, 'name');
  return name === null ? value : `${name} ${value}`;
}

/** The posting's own address, else that of the page. */
function addressOf(node: Node, at: URL | null): string | null {
  const own = [node.url, node.mainEntityOfPage, node['@id']].map(
    (value) => textOfValue(value) ?? textIn(value, '@id') ?? textIn(value, 'url'),
  );
  for (const written of own) {
    if (written === null || written.startsWith('#') || !URL.canParse(written, at?.href)) continue;
    const { href, protocol } = new URL(written, at?.href);
    if (protocol === 'http:' || protocol === 'https:') return href;
  }
  return at?.href ?? null;
}

/** A Place, its address, or a mere text, as «Киров, Кировская область». */
function placeOf(place: unknown): string | null {
  const address = valueAt(place, 'address') ?? place;
  const [first] = Array.isArray(address) ? address : [address];
  if (!isRecord(first)) return textOfValue(first);
  const locality = textIn(first, 'addressLocality');
  const region = textIn(first, 'addressRegion');
  const town = stated([locality, region?.toLowerCase() === locality?.toLowerCase() ? null : region]);
  if (town.length > 0) return town.join(', ');
  const country = textIn(first, 'addressCountry', 'name') ?? textIn(first, 'addressCountry');
  return textIn(first, 'streetAddress') ?? textIn(place, 'name') ?? textIn(first, 'name') ?? country;
}

/** A MonetaryAmount with a value or a range, a PriceSpecification, a number, or words. */
function payOf(node: Node): RawPay {
  const [salary] = listOf(node, 'baseSalary');
  const [value] = listOf(salary, 'value');
  const amount = isRecord(value) ? value : salary;
  const text = (...names: string[]) =>
    names.map((name) => textIn(amount, name) ?? textIn(salary, name)).find((found) => found !== null) ?? null;
  const single = [salary, value, textIn(amount, 'value'), textIn(salary, 'price')]
    .map(textOfValue)
    .find((found) => found !== null);
  const isNumber = single !== undefined && single !== null && /^\s*\d[\d\s.,]*$/.test(single);
  return {
    from: text('minValue', 'minPrice') ?? (isNumber ? single : null),
    to: text('maxValue', 'maxPrice') ?? (isNumber && text('minValue', 'minPrice') === null ? single : null),
    currency: text('currency', 'priceCurrency') ?? textIn(node, 'salaryCurrency'),
    period: text('unitText'),
    text: isNumber ? null : (single ?? null),
  };
}

/** Words, or months of experience; words that are a paragraph stand in the text. */
function experienceOf(node: Node): string | null {
  const [asked] = listOf(node, 'experienceRequirements');
  const months = Number.parseInt(textIn(asked, 'monthsOfExperience') ?? '', 10);
  if (Number.isNaN(months)) return textsIn(node, 'experienceRequirements').find(isWord) ?? null;
  if (months < 12) return months === 0 ? 'без опыта' : 'менее года';
  return String(Math.floor(months / 12));
}

const LONGEST_WORD = 60;
const isWord = (text: string): boolean => text.length <= LONGEST_WORD;

const PARAGRAPHS = ['responsibilities', 'qualifications', 'jobBenefits'];

/** The description and, where they are not in it already, what stands in fields of its own. */
function bodyOf(node: Node): string | null {
  const description = textsIn(node, 'description').join('\n');
  const experience = textsIn(node, 'experienceRequirements').filter((text) => !isWord(text));
  const rest = [...PARAGRAPHS.flatMap((field) => textsIn(node, field)), ...experience]
    .filter((text) => !description.includes(text))
    .map((text) => `<div>${text}</div>`);
  if (rest.length === 0) return description === '' ? null : description;
  return [`<div>${description}</div>`, ...rest].join('\n');
}
