import { describe, expect, test } from '@jest/globals';
import { composeDigest } from '../../src/compose/compose-digest.js';
import { cut } from '../../src/compose/cut.js';
import { whyOf } from '../../src/compose/why-line.js';
import { createRenderer } from '../../src/kit/render.js';
import { readSearch } from '../../src/language/read-search.js';
import type { Segment } from '../../src/language/snippet.js';
import { aLetter, aVacancy, longest } from './letters.js';

const renderer = createRenderer();

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
  const titled = (title: Segment[]) =>
    composeDigest(renderer, aLetter({ vacancies: [aVacancy({ title, why: null })] }));

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
