import { expect, test } from '@jest/globals';
import { diceFor } from '../../../src/collect/demo/dice.js';
import { readAnyHtml } from '../../../src/collect/normalise/plain-text.js';
import { readSimpleHtml } from '../../../src/collect/normalise/simple-html.js';

test('simple HTML is read as paragraphs, lines and list items', () => {
  expect(
    readSimpleHtml(
      '<p>Ищем&nbsp;повара <b>5&nbsp;разряда</b></p>\n<ul><li><p>R&amp;D</p></li><li></li><li> 2/2 </li></ul><P>Звоните<br/>!</P>',
    ),
  ).toBe('Ищем повара 5 разряда\n\n• R&D\n\n• 2/2\n\nЗвоните\n!');
});

test.each([
  ['no block tags', 'a <b>b</b>\nc'],
  ['attributes', '<p class="x">a</p>'],
  ['comments', '<p>a<!-- b --></p>'],
  ['scripts', '<p>a</p><script>b</script>'],
  ['tags that are unknown', '<p>a</p><marquee>b</marquee>'],
  ['entities that are rare', '<p>&copy; a</p>'],
  ['entities without an end', '<p>&amp a</p>'],
  ['unseen characters', '<p>a\u200bb</p>'],
  ['letters that NFC joins', '<p>и\u0306</p>'],
  ['signs that look like items', '<p>a<br>• b</p>'],
  ['a tag that never ends', '<p>a</p'],
])('HTML with %s is left to the tokenizer', (_, html) => {
  expect(readSimpleHtml(html)).toBeNull();
});

const PIECES =
  `<p>|</p>|<ul>|</ul>|<li>|</li>|<br>|<br/>|<br />|<strong>|</strong>|<b>|<td>|</td>|<tr>|<P>|</LI>|<h2>|</h2>| |  |
|\n\n|\t|\u00a0|\u3000|\u2003|текст|abc|9|. |&amp;|&lt;|&gt;|&nbsp;|&quot;|&laquo;|& |&|&#39;|&#160;|&amp;amp;|<|>|< |a < b|<3|ё|й|и\u0306|—|•|\u200b|&lt;p&gt;|</br>|<hr/>|</ul >|<p >`.split(
    '|',
  );

test('whatever it reads, it reads as the tokenizer does', () => {
  const dice = diceFor('simple html');
  let read = 0;
  for (let i = 0; i < 30_000; i++) {
    const html = Array.from({ length: dice.whole(1, 14) }, () => dice.pick(PIECES)).join('');
    const text = readSimpleHtml(html);
    if (text === null) continue;
    read++;
    expect([html, text]).toEqual([html, readAnyHtml(html)]);
  }
  expect(read).toBeGreaterThan(5_000);
});
