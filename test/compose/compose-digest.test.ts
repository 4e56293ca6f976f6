import { describe, expect, test } from '@jest/globals';
import { composeDigest } from '../../src/compose/compose-digest.js';
import { cut } from '../../src/compose/cut.js';
import { digestHeaders } from '../../src/compose/digest-headers.js';
import type { DigestLetter } from '../../src/compose/digest-letter.js';
import { whyOf } from '../../src/compose/why-line.js';
import { wrap } from '../../src/compose/wrap.js';
import { createRenderer } from '../../src/kit/render.js';
import { verify } from '../../src/kit/tokens.js';
import { readSearch } from '../../src/language/read-search.js';
import type { Segment } from '../../src/language/snippet.js';
import { aFigure, aLetter, aSearch, aVacancy, idOf, plain } from './letters.js';

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

/** Forty vacancies, each of the longest texts that may come. */
const longest = (): DigestLetter => {
  const searches = Array.from({ length: 30 }, (_, i) =>
    aSearch({
      id: idOf(i),
      name: `щ${i}`.repeat(60),
      found: 30,
      cut: true,
      figure: aFigure({
        employers: Array.from({ length: 5 }, (_, n) => ({ name: 'Щ'.repeat(300), vacancies: n })),
      }),
    }),
  );
  const vacancies = Array.from({ length: 40 }, (_, i) =>
    aVacancy({
      id: String(10n ** 17n + BigInt(i)),
      title: Array.from({ length: 500 }, () => ({ text: 'Щщ', marked: true })),
      employer: 'Щ'.repeat(500),
      places: Array.from({ length: 9 }, () => 'Щ'.repeat(200)),
      schedule: ['full-day', 'shift', 'flexible', 'remote', 'fly-in'],
      employment: ['full', 'part', 'project', 'internship', 'volunteer', 'temporary'],
      why: [
        { text: 'Щ'.repeat(75), marked: true },
        { text: 'Щ'.repeat(75), marked: false },
      ],
      searchIds: searches.map(({ id }) => id),
      alsoSources: Array.from({ length: 9 }, () => 'Щ'.repeat(200)),
      alsoCities: 500,
      demo: true,
    }),
  );
  return aLetter({ searches, vacancies, found: 12_345, days: 40, olderLeftOut: true });
};

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

describe('why a vacancy fits', () => {
  const vacancy = { title: 'Старший повар', skills: ['Python', 'SQL'], body: '' };
  const whyFor = (query: string, given: Partial<typeof vacancy> = {}) =>
    whyOf([readSearch({ query }).ast], { ...vacancy, ...given });
  const marksOf = (segments: Segment[] | null) =>
    (segments ?? []).filter(({ marked }) => marked).map(({ text }) => text);

  test('is marked in the title and in a line of the text, in every form of the word', () => {
    const { title, line } = whyFor('повар', { body: 'Ищем поваров.' });
    expect(title).toEqual([
      { text: 'Старший ', marked: false },
      { text: 'повар', marked: true },
    ]);
    expect(line).toEqual([
      { text: 'Ищем ', marked: false },
      { text: 'поваров', marked: true },
      { text: '.', marked: false },
    ]);
  });

  test('is not marked where the search looks elsewhere, nor for what must not occur', () => {
    expect(marksOf(whyFor('body:повар', { body: 'Повар' }).title)).toEqual([]);
    expect(marksOf(whyFor('повар -старший').title)).toEqual(['повар']);
    expect(marksOf(whyFor('"повар старший" OR sql').title)).toEqual([]);
  });

  test('shows the skills when only they name it, and no line where there is no text', () => {
    expect(marksOf(whyFor('sql', { body: 'Готовить обед.' }).line)).toEqual(['SQL']);
    expect(whyFor('повар', { skills: [] })).toMatchObject({ line: null });
  });

  test('is marked for all searches that the vacancy fits', () => {
    const asts = ['обед', 'повар OR ужин'].map((query) => readSearch({ query }).ast);
    const { title, line } = whyOf(asts, { ...vacancy, body: 'Обед и ужин' });
    expect([marksOf(title), marksOf(line)]).toEqual([['повар'], ['Обед', 'ужин']]);
  });

  test('is worked out once for the same words and the same searches, and anew for others', () => {
    const asts = [readSearch({ query: 'повар' }).ast];
    const once = whyOf(asts, { ...vacancy });
    expect(whyOf(asts, { ...vacancy })).toBe(once);
    expect(whyOf(asts, { ...vacancy, title: 'Повара' })).not.toBe(once);
    expect(whyOf([readSearch({ query: 'старший' }).ast], { ...vacancy })).not.toBe(once);
  });
});

describe('a title in the letter', () => {
  const titled = (title: Segment[]) => compose({ vacancies: [aVacancy({ title, why: null })] });

  test('has the words that were looked for marked in the html, and nothing but words in the text', () => {
    const { html, text } = titled([
      { text: 'Старший ', marked: false },
      { text: 'R&D', marked: true },
      { text: '-инженер', marked: false },
    ]);
    expect(html).toContain('<bdi>Старший <mark>R&amp;D</mark>-инженер</bdi>');
    expect(text).toContain('1. Старший R&D-инженер\n');
  });

  test('that is cut keeps its marks, and is cut where it would be without them', () => {
    const words = Array.from({ length: 60 }, (_, i) => [
      { text: `слово${i}`, marked: i % 2 === 0 },
      { text: ' ', marked: false },
    ]).flat();
    const spoken = words.map(({ text }) => text).join('');
    const { html, text } = titled(words);
    expect(text.replace(/\n {3}(?=слово)/g, ' ')).toContain(`1. ${cut(spoken, 200)}\n`);
    expect(html).toContain('<mark>слово0</mark> слово1 <mark>слово2</mark>');
    expect(html.replace(/<\/?mark>/g, '')).toContain(`<bdi>${cut(spoken, 200)}</bdi>`);
  });

  test('with line ends in it stays one line', () => {
    const { text } = titled([
      { text: 'Токарь\r\n', marked: true },
      { text: 'Bcc: all@example.org', marked: false },
    ]);
    expect(text).toContain('1. Токарь Bcc: all@example.org\n');
  });

  test('of a letter that would be too large has no marks', () => {
    expect(composeDigest(renderer, longest()).html).not.toContain('<mark>');
  });
});
