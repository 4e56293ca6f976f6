import { describe, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { composeDigest } from '../../src/compose/compose-digest.js';
import { longest } from '../compose/letters.js';
import { allLetters, awkward, digestOf, renderer, signed } from './kinds.js';

const KB = 1000;

describe.each([...allLetters()])('the %s', (_, letter) => {
  const message = signed(letter);

  test('is at most 100 KB as it is sent, its html at most 80 KB, its lines at most 78 characters but for single words', () => {
    expect(message.length).toBeLessThanOrEqual(100 * KB);
    expect(Buffer.byteLength(letter.html)).toBeLessThanOrEqual(80 * KB);
    const lines = message.toString('latin1').split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
    for (const line of letter.text.split('\n')) {
      if (/\S .*\S/.test(line.replace(/^ *\d+\. /, ''))) expect([...line].length).toBeLessThanOrEqual(78);
    }
  });

  test('is read back as it was written, with the same links in both parts', async () => {
    const read = await simpleParser(message);
    expect(read.subject).toBe(letter.subject);
    expect(read.html).toBe(letter.html);
    expect(read.text).toBe(letter.text);
    const inHtml = new Set([...letter.html.matchAll(/href="(https:[^"]+)"/g)].map(([, href]) => href));
    const inText = new Set([...letter.text.matchAll(/https:\S+/g)].map(([href]) => href));
    expect([...inText].sort()).toEqual([...inHtml].sort());
  });
});

test.each([
  [1, 1, null],
  [10, 10, null],
  [40, 40, null],
  [400, 40, '360'],
])('of %i vacancies a letter shows %i, and says how many more there are', (found, shown, more) => {
  const { html, text } = composeDigest(renderer, digestOf(found));
  for (const part of [html, text]) {
    expect(new Set(part.match(/\/vacancies\/\d+/g)).size).toBe(shown);
    expect(/ещё (\d+) ваканс/i.exec(part.replaceAll('\u00a0', ' '))?.[1] ?? null).toBe(more);
  }
});

test('the longest letter there can be still says what was left out', () => {
  const { html } = composeDigest(renderer, longest());
  expect(html.replaceAll('\u00a0', ' ')).toMatch(/и ещё \d+ \d+ вакансий/i);
});

test('writing from right to left and emoji stay whole and keep their direction to themselves', () => {
  const { html, text } = composeDigest(renderer, awkward());
  for (const part of [html, text]) {
    expect(part).toContain('مهندس برمجيات في موسكو');
    expect(part).toContain('👩🏽‍💻 Разработчица 🇷🇺 ❤️‍🔥');
    expect(Buffer.from(part).toString()).toBe(part); // no half of a pair
  }
  expect(html).toContain('<bdi>مهندس برمجيات في موسكو</bdi>');
  expect(html).not.toContain('<b>R&D');
});
