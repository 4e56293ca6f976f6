import { plainText } from '../normalise/plain-text.js';
import type { RawPay, RawPosting } from '../posting.js';
import type { FileFormat } from './format.js';
import { placesOf } from './places-of.js';
import { all, textAt, type XmlElement } from './xml-element.js';
import { xmlItems } from './xml-items.js';

/**
 * The XML that Yandex.Rabota read and many boards still produce, in both dialects: the one of the old description
 * (category, duty, term, addresses) and rabota.ru's (industry, publish-date, expires, address). docs/formats.md has
 * every field.
 */
export const yandexRabota: FileFormat = {
  kind: 'file',
  name: 'yandex-rabota',
  read: (input) => xmlItems(input, SHAPE, readVacancy),
};

const SHAPE = { format: 'yandex-rabota', roots: ['source', 'vacancies'], records: ['vacancy'] } as const;

function readVacancy(vacancy: XmlElement): RawPosting {
  const company = all(vacancy, 'company')[0];
  return {
    externalId: vacancy.attributes.id ?? textAt(vacancy, 'id'),
    url: textAt(vacancy, 'url'),
    title: line(textAt(vacancy, 'job-name')) ?? '',
    employer: line(company ? textAt(company, 'name') : null),
    agency: company ? saysYes(textAt(company, 'hr-agency')) : null,
    places: readPlaces(vacancy),
    pay: readPay(vacancy),
    experience: readExperience(textAt(vacancy, 'requirement', 'experience')),
    schedule: textAt(vacancy, 'schedule'),
    employment: textAt(vacancy, 'employment'),
    body: readBody(vacancy),
    publishedAt: firstDate(vacancy, ['real-publish-date', 'publish-date', 'creation-date']),
    expiresAt: firstDate(vacancy, ['expires', 'expiration-date']),
  };
}

function readPlaces(vacancy: XmlElement): string[] {
  const addresses = [...all(vacancy, 'addresses', 'address'), ...all(vacancy, 'address')];
  const locations = addresses
    .map((address) => line(textAt(address, 'location')))
    .filter((text) => text !== null);
  return placesOf(locations, line(textAt(vacancy, 'region')));
}

/** «110000 - 170000», «от 30000 до 50000»; the currency may hold the period: «руб./мес.». */
function readPay(vacancy: XmlElement): RawPay {
  const currency = textAt(vacancy, 'currency');
  return { text: textAt(vacancy, 'salary'), currency, period: currency };
}

/** What this format's boards say beyond the common dictionary. */
const EXPERIENCE: Record<string, string> = { 'менее года': 'без опыта', 'менее 1 года': 'без опыта' };
const readExperience = (text: string | null): string | null => EXPERIENCE[text?.toLowerCase() ?? ''] ?? text;

/** The parts of a text as this format cuts it, with the heading that stands over each. */
const PARTS: [heading: string | null, ...path: string[]][] = [
  [null, 'description'],
  ['Обязанности:', 'duty'],
  ['Требования:', 'requirement', 'qualification'],
  ['Условия:', 'term', 'text'],
  ['Условия:', 'term', 'contract'],
];

function readBody(vacancy: XmlElement): string | null {
  const parts = PARTS.flatMap(([heading, ...path]) => {
    const text = textAt(vacancy, ...path);
    if (text === null || SAYS_NOTHING.test(text)) return [];
    return heading === null ? [text] : [`<p>${heading}</p>\n<div>${text}</div>`];
  });
  return parts.length === 0 ? null : parts.join('\n');
}

/** The first of these that is a date: «Нет данных» stands where rabota.ru has none. */
function firstDate(vacancy: XmlElement, names: readonly string[]): string | null {
  const written = names.map((name) => textAt(vacancy, name));
  return written.find((text) => text !== null && /\d{4}/.test(text)) ?? null;
}

const SAYS_NOTHING = /^нет данных\.?$/i;
const saysYes = (text: string | null): boolean => /^(?:true|1|да|yes|\+)$/i.test(text ?? '');

/** CDATA holds names as HTML («ООО &quot;Ромашка&quot;»). */
const line = (text: string | null): string | null =>
  text === null ? null : plainText(text).replace(/\s+/g, ' ');
