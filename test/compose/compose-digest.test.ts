import { describe, expect, test } from '@jest/globals';
import { composeDigest } from '../../src/compose/compose-digest.js';
import { digestHeaders } from '../../src/compose/digest-headers.js';
import type { DigestLetter } from '../../src/compose/digest-letter.js';
import { createRenderer } from '../../src/kit/render.js';
import { verify } from '../../src/kit/tokens.js';
import { wrap } from '../../src/kit/wrap.js';
import { aFigure, aLetter, aSearch, aVacancy, idOf, longest, plain } from './letters.js';

const renderer = createRenderer();
const compose = (given: Partial<DigestLetter> = {}) => composeDigest(renderer, aLetter(given));

const linksOf = (html: string): string[] => [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href!);
const addressesOf = (text: string): string[] => text.match(/https:\/\/\S+/g) ?? [];

/** The html as a person without html would read it. */
const spoken = (html: string): string =>
  html
    .replace(/^[\s\S]*<\/head>/, '')
    .replace(/<(?!\/?(?:bdi|mark|a|span|strong)\b)[^>]*>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');

describe('the letter of a digest', () => {
  test.each([
    [1, '1 новая: ', '1 новая вакансия по поиску «аналитик данных · Москва»'],
    [3, '3 новые: ', '3 новые вакансии по поиску «аналитик данных · Москва»'],
    [11, '11 новых: ', '11 новых вакансий по поиску «аналитик данных · Москва»'],
    [21, '21 новая: ', '21 новая вакансия по поиску «аналитик данных · Москва»'],
    [1284, '1\u00a0284 новые: ', '1\u00a0284 новые вакансии по поиску «аналитик данных · Москва»'],
  ])('counts %i in Russian as people do', (found, subject, title) => {
    const letter = compose({ found });
    expect(letter.subject).toBe(`${subject}аналитик данных · Москва`);
    expect(letter.html).toContain(title);
    expect(wrap(letter.text, 1000)).toContain(title);
  });

  test('says where the work is done, and of remote work once', () => {
    const vacancies = [
      aVacancy({ schedule: ['remote', 'shift'], workFormat: ['hybrid', 'remote'] }),
      aVacancy({ id: '2', schedule: [], workFormat: ['field'] }),
    ];
    const { text } = compose({ vacancies });
    expect(text.replace(/\s+/g, ' ')).toContain(
      'удалённая работа · сменный график · гибридный формат · полная занятость',
    );
    expect(text).toContain('разъездная работа · полная занятость');
    expect(text).not.toContain('удалённо');
  });

  test('names as many searches in the subject as there is room for and counts the others', () => {
    const searches = ['бухгалтер · Казань', 'главный бухгалтер · Казань', 'кассир', 'аудитор'].map(
      (name, i) => aSearch({ id: idOf(i), name }),
    );
    expect(compose({ searches, found: 12 }).subject).toBe(
      '12 новых: бухгалтер · Казань; главный бухгалтер · Казань; кассир и ещё 1 поиск',
    );
  });

  test('puts nothing of html into the subject and the text, and everything of it into the html', () => {
    const { subject, html, text } = compose({
      searches: [aSearch({ name: 'R&D <night>' })],
      vacancies: [aVacancy({ title: plain('R&D <script>alert("1")</script>'), employer: `O'Hara & "Co"` })],
    });
    expect(subject).toBe('1 новая: R&D <night>');
    expect(text).toContain('1. R&D <script>alert("1")</script>');
    expect(text).toContain(`O'Hara & "Co"`);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<night');
    expect(html).toContain('R&amp;D &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  });

  test('keeps a name with line ends in it to one line of the subject and of the text', () => {
    const { subject, text } = compose({
      searches: [aSearch({ name: 'токарь\r\nBcc: all@example.org\n\nподпись' })],
    });
    expect(subject).toBe('1 новая: токарь Bcc: all@example.org подпись');
    expect(text).not.toMatch(/^(Bcc|подпись)/m);
  });

  test('tells what else there is, exactly, and where', () => {
    const vacancies = Array.from({ length: 40 }, (_, i) => aVacancy({ id: String(i) }));
    const { html, text } = compose({ found: 63, vacancies });
    expect(html).toContain('И ещё 23 вакансии\u00a0— на странице письма');
    expect(text).toContain('И ещё 23 вакансии\u00a0— на странице письма');
    expect(compose({ found: 40, vacancies }).html).not.toContain('на странице письма');
  });

  test.each(['ru', 'en'] as const)(
    'says in its text what it says in its html, with the same links, in %s',
    (language) => {
      const letter = longest();
      const short = aLetter({
        reader: { ...letter.reader, language },
        found: 9,
        days: 3,
        searches: [aSearch({ figure: aFigure() }), aSearch({ id: idOf(2), name: 'python', cut: true })],
        vacancies: [
          aVacancy({ searchIds: [idOf(1), idOf(2)], alsoSources: ['hh.ru'], alsoCities: 3, demo: true }),
          aVacancy({ id: '1002', pay: null, why: null, employer: null, places: [] }),
        ],
      });
      for (const given of [short, { ...letter, reader: { ...letter.reader, language } }]) {
        const { html, text } = composeDigest(renderer, given);
        expect(addressesOf(text)).toEqual(linksOf(html));
        const read = spoken(html);
        const lines = wrap(text, 1000)
          .split('\n')
          .flatMap((line) => line.trim().split(/\s+/));
        const said = lines.filter((word) => /\p{L}{3}/u.test(word) && !word.startsWith('https:'));
        expect(said.filter((word) => !read.includes(word.replace(/[:,\]]$|^\[/g, '')))).toEqual([]);
      }
    },
  );

  test('is no wider than 78 columns in its text, but for addresses', () => {
    const { text } = compose({
      vacancies: [aVacancy({ title: plain('слово '.repeat(40)), employer: 'фирма '.repeat(12) })],
      searches: [aSearch({ name: 'поиск '.repeat(20), figure: aFigure() })],
    });
    const wide = text.split('\n').filter((line) => [...line].length > 78);
    expect(wide.filter((line) => !/^ *https:\/\/\S+$/.test(line))).toEqual([]);
  });

  test('stays below 80 KB of html with 40 vacancies of the longest texts', () => {
    const { html } = composeDigest(renderer, longest());
    expect(Buffer.byteLength(html)).toBeLessThan(80 * 1024);
  });

  test('makes no more than 100 KB in base64 of 40 vacancies with titles of 1,000 characters', () => {
    const vacancies = longest().vacancies.map(({ title }, i) => aVacancy({ id: String(i), title }));
    const { html, text } = compose({ vacancies, found: 400 });
    expect((Buffer.byteLength(html) + Buffer.byteLength(text)) * (4 / 3) * (78 / 76)).toBeLessThan(102_400);
  });

  test('names the searches that a vacancy fits only where there are several', () => {
    expect(compose().text).not.toContain('поиск: ');
    const searches = [aSearch(), aSearch({ id: idOf(2), name: 'python' })];
    const { text } = compose({ searches, vacancies: [aVacancy({ searchIds: [idOf(2)] })] });
    expect(text).toContain('   поиск: python\n');
  });

  test('is marked as a demo when one of its vacancies is invented', () => {
    expect(compose().html).not.toMatch(/демо/i);
    const { html, text } = compose({ vacancies: [aVacancy(), aVacancy({ id: '2', demo: true })] });
    expect(html).toContain('Демо: вакансии с этой пометкой');
    expect(text).toContain('2. Аналитик данных [демо]');
    expect(text).not.toContain('1. Аналитик данных [демо]');
  });

  test('tells no pay of a market where too few state it', () => {
    const scarce = aFigure({ total: 7, withPay: 4, mean: null, median: null, p10: null, p90: null });
    const { text } = compose({ searches: [aSearch({ figure: scarce })] });
    expect(text).toContain('За 12 месяцев 7 вакансий, и оплата указана слишком редко');
    expect(text).not.toContain('медиана');
  });

  test('draws the bar where the median lies between the tenth and the ninetieth per cent', () => {
    const figure = aFigure({ p10: 50_000, median: 75_000, p90: 150_000 });
    expect(compose({ searches: [aSearch({ figure })] }).html).toContain('<td class="low" width="25%"');
  });

  test('shows beside the subject what is paid at most and by whom', () => {
    const vacancies = ['Ромашка', 'Василёк', 'Ромашка', 'Клевер', null].map((employer, i) =>
      aVacancy({ id: String(i), employer, payMonthRub: 100_000 + i }),
    );
    const [, preheader] = /<div class="preheader"[^>]*>([^<]*)</.exec(compose({ vacancies }).html) ?? [];
    expect(preheader).toBe('до 100\u00a0004\u00a0₽\u00a0— Ромашка, Василёк и ещё 1');
  });

  test('works in the dark and needs neither pictures nor a style sheet', () => {
    const { html } = compose();
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).not.toMatch(/<img|<script|<link|url\(/);
    expect(html).toContain('<h1 style="');
  });
});

describe('the links and headers of a digest', () => {
  const secret = Buffer.alloc(32, 7);
  const tokenOf = (url: string) => url.split('/').at(-1)!;

  test('carry signed tokens that say who leaves what', () => {
    const { links } = aLetter();
    expect(verify(secret, 'unsubscribe', tokenOf(links.leaveAll))).toBe('17:all');
    expect(verify(secret, 'unsubscribe', tokenOf(links.leave(idOf(1))))).toBe(`17:${idOf(1)}`);
    expect(verify(secret, 'digest', tokenOf(links.page))).toBe('17:00000000-0000-4000-8000-0000000000d1');
    expect(verify(secret, 'unsubscribe', tokenOf(links.page))).toBeNull();
  });

  test('name one https address to leave by, the language, and a kind of letter that is not one per letter', () => {
    const { links } = aLetter();
    const headers = digestHeaders(links, { kind: 'slot', language: 'ru', domain: 'vestnik.example.org' });
    expect(headers).toEqual({
      'List-Unsubscribe': `<${links.leaveAll}>`,
      'Feedback-ID': 'digest:daily:vestnik:vestnik.example.org',
      'X-Postmaster-Msgtype': 'digest',
      'Content-Language': 'ru',
    });
  });
});
