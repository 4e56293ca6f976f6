import { describe, expect, test } from '@jest/globals';
import { cleanLine, cleanText, cleanUrl, cut } from '../../../src/collect/normalise/clean.js';
import { plainText } from '../../../src/collect/normalise/plain-text.js';

describe('HTML as plain text', () => {
  test('paragraphs stand apart and list items begin with a sign', () => {
    const html =
      '<p>Обязанности:</p><ul><li>возить&nbsp;грузы</li><li><p>мыть <b>машину</b></p></li></ul><p>Звоните</p>';
    expect(plainText(html)).toBe('Обязанности:\n\n• возить грузы\n• мыть машину\n\nЗвоните');
  });

  test('a line break is a line, and blanks of the source are none', () => {
    expect(plainText('Один<br/>два<br>\n   три<div>четыре</div>')).toBe('Один\nдва\nтри\n\nчетыре');
  });

  test('a tag that nobody knows loses only itself', () => {
    expect(plainText('Опыт <highlighttext>секретаря</highlighttext> от года')).toBe('Опыт секретаря от года');
  });

  test('scripts, styles and comments are gone with what they hold', () => {
    expect(
      plainText('<style>p{}</style>А<script>alert("х")</script><!-- Б -->В<iframe src="//х">Г</iframe>'),
    ).toBe('АВ');
  });

  test('entities are characters, also where HTML was escaped once too often', () => {
    expect(plainText('R&amp;D &laquo;Ромашка&raquo; &#8470;&nbsp;1')).toBe('R&D «Ромашка» № 1');
    expect(plainText('&lt;p&gt;Раз&lt;/p&gt;&lt;p&gt;два&amp;nbsp;три&lt;/p&gt;')).toBe('Раз\n\nдва три');
  });

  test('a sign that opens no tag stays one', () => {
    expect(plainText('стаж < 3 лет, a && b, List<String')).toContain('стаж < 3 лет, a && b');
  });

  test('text without tags keeps its lines', () => {
    expect(plainText('Обязанности:\n- возить\n- мыть')).toBe('Обязанности:\n- возить\n- мыть');
  });

  test('400,000 nested tags and unclosed ones neither throw nor take long', () => {
    const started = performance.now();
    expect(plainText(`${'<div>'.repeat(400_000)}глубоко`)).toBe('глубоко');
    expect(plainText('<p>начало <a href="')).toBe('начало');
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('clean text', () => {
  test('controls, bidi overrides, zero-width characters, soft hyphens and halves of pairs go', () => {
    const dirty = 'Ин\u00adже\u200bнер\u0000 \u202eгнал\u202c\ufeff\ud83d!';
    expect(cleanText(dirty)).toBe('Инженер гнал!');
  });

  test('emoji, letters of other scripts and й in two parts survive', () => {
    expect(cleanText('Кассир 🙂 и\u0306')).toBe('Кассир 🙂 й');
    expect(cleanText('مهندس برمجيات')).toBe('مهندس برمجيات');
  });

  test('no-break and thin spaces are spaces, ends of lines one kind, empty lines at most one', () => {
    expect(cleanText('  а\u00a0б\u202fв  \r\n\r\n\r\n\r\nг\rд\u2028е ')).toBe('а б в\n\nг\nд\nе');
  });

  test('a line holds no line break, and nothing is null', () => {
    expect(cleanLine(' Повар\n\n кассир ')).toBe('Повар кассир');
    expect([cleanLine(' \u200b '), cleanLine(null), cleanLine(undefined)]).toEqual([null, null, null]);
  });

  test('a cut ends with «…» and halves no pair', () => {
    expect(cut('абвгд', 4)).toBe('абв…');
    expect(cut('аб🙂гд', 4)).toBe('аб…');
    expect(cut('абвг', 4)).toBe('абвг');
  });
});

describe('links', () => {
  test('only http and https pass, as a browser would write them', () => {
    expect(cleanUrl(' HTTPS://Example.org/вакансии/1 ')).toBe(
      'https://example.org/%D0%B2%D0%B0%D0%BA%D0%B0%D0%BD%D1%81%D0%B8%D0%B8/1',
    );
    for (const link of [
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://example.org/',
      '//example.org',
      'https://',
    ]) {
      expect(cleanUrl(link)).toBeNull();
    }
  });

  test('one with a password, or longer than 2,000 characters, does not', () => {
    expect(cleanUrl('https://user:secret@example.org/')).toBeNull();
    expect(cleanUrl(`https://example.org/${'a'.repeat(2000)}`)).toBeNull();
  });
});
