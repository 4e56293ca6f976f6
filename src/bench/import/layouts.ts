import { escaped, type FeedPosting } from './feed-postings.js';

/** How a feed is written in a format. */
export interface Layout {
  head: string;
  one(feed: FeedPosting): string;
  tail: string;
}

/** The formats that a feed can be made in. */
export const LAYOUTS: Readonly<Record<string, Layout>> = {
  ndjson: { head: '', one: asLine, tail: '' },
  'yandex-rabota': {
    head: '<?xml version="1.0" encoding="utf-8"?>\n<source host="bench.example"><vacancies>\n',
    one: asElement,
    tail: '</vacancies></source>\n',
  },
};

function asLine({ number, posting, html }: FeedPosting): string {
  const { pay } = posting;
  const row = {
    id: idOf(number),
    url: urlOf(number),
    src: 'bench',
    title: posting.title,
    employer: posting.employer?.name,
    city: posting.placeText,
    salary_from: pay.from,
    salary_to: pay.to,
    currency: pay.currency,
    gross: pay.gross,
    experience: EXPERIENCE[posting.experience],
    schedule: posting.schedule.map((word) => SCHEDULE[word]),
    employment: posting.employment.map((word) => EMPLOYMENT[word]),
    skills: posting.skills,
    published_at: publishedAt(number),
    description: html,
  };
  return `${JSON.stringify(row)}\n`;
}

function asElement({ number, posting, html }: FeedPosting): string {
  const { pay } = posting;
  const element = (name: string, text: string | null | undefined): string =>
    text ? `<${name}>${escaped(text)}</${name}>` : '';
  return `<vacancy id="${idOf(number)}">${[
    element('url', urlOf(number)),
    element('creation-date', publishedAt(number)),
    element('salary', [pay.from, pay.to].filter((end) => end !== null).join(' - ')),
    element('currency', pay.currency),
    element('job-name', posting.title),
    element('employment', posting.employment.map((word) => EMPLOYMENT[word]).join(', ')),
    element('schedule', posting.schedule.map((word) => SCHEDULE[word]).join(', ')),
    `<description><![CDATA[${html.replaceAll(']]>', ']] >')}]]></description>`,
    `<requirement>${element('experience', EXPERIENCE[posting.experience])}</requirement>`,
    `<addresses><address>${element('location', posting.placeText)}</address></addresses>`,
    `<company>${element('name', posting.employer?.name)}<hr-agency>${posting.agency}</hr-agency></company>`,
  ].join('\n')}</vacancy>\n`;
}

const idOf = (number: number): string => `bench-${number}`;
const urlOf = (number: number): string => `https://bench.example/vacancies/${number}`;
const DAY = 86_400_000;
const FIRST = Date.UTC(2026, 9, 26, 6);
const publishedAt = (number: number): string =>
  new Date(FIRST + ((number * 7_919_000) % (28 * DAY))).toISOString();

const EXPERIENCE: Record<string, string | null> = {
  unknown: null,
  none: 'Нет опыта',
  '1-3': 'От 1 года до 3 лет',
  '3-6': 'От 3 до 6 лет',
  '6+': 'Более 6 лет',
};
const SCHEDULE: Record<string, string> = {
  'full-day': 'Полный день',
  shift: 'Сменный график',
  flexible: 'Гибкий график',
  remote: 'Удалённая работа',
  'fly-in': 'Вахтовый метод',
};
const EMPLOYMENT: Record<string, string> = {
  full: 'Полная занятость',
  part: 'Частичная занятость',
  project: 'Проектная работа',
  internship: 'Стажировка',
  volunteer: 'Волонтёрство',
  temporary: 'Временная работа',
};
