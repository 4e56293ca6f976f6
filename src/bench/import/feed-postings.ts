import type { Dice } from '../../collect/demo/dice.js';
import type { NormalPosting } from '../../collect/normalise/normalise-posting.js';
import { seededDice } from '../match/chances.js';
import { facetsOf } from '../match/facets.js';
import type { Material } from '../match/material.js';
import { mutator } from '../match/mutate.js';

/** A posting of the made feed: our own fields, with the text as HTML. */
export interface FeedPosting {
  number: number;
  posting: NormalPosting;
  html: string;
}

/**
 * Postings without end, each with a text of its own: sentences of real vacancies mixed anew (../match/mutate.ts), of
 * 400 to 2,200 characters, laid out as boards do it, with a tag to some 60 characters. The same seed makes the same.
 */
export function* feedPostings({
  material,
  seed,
}: {
  material: Material;
  seed: number;
}): Generator<FeedPosting> {
  const dice = seededDice('feed', seed);
  const facets = facetsOf(material.postings);
  const mutate = mutator(material.postings, facets);
  const lines = material.postings.flatMap(({ body }) => linesOf(body));
  for (let number = 1; ; number++) {
    const posting = facets.filled(mutate(dice), dice);
    const text = ofLength(linesOf(posting.body), { length: dice.whole(400, 2_200), lines, dice });
    yield { number, posting, html: asHtml(text, dice) };
  }
}

/** The posting as it stands a day later, changed: in one of two its text, in one of four its pay, else its title. */
export function changed(feed: FeedPosting, dice: Dice): FeedPosting {
  const { posting, html } = feed;
  const what = dice.whole(1, 4);
  if (what <= 2) return { ...feed, html: `${html}<p>Ждём вас до ${dice.whole(1, 28)} числа.</p>` };
  if (what === 3) {
    const from = (posting.pay.from ?? 40_000) + 7_000;
    return {
      ...feed,
      posting: { ...posting, pay: { ...posting.pay, from, to: from + 20_000, period: 'month' } },
    };
  }
  return { ...feed, posting: { ...posting, title: `${posting.title} на замену` } };
}

const linesOf = (body: string): string[] => body.split('\n').filter(Boolean);

/** Cut after the line that fills the length, or filled up with lines of others. */
function ofLength(
  own: readonly string[],
  { length, lines, dice }: { length: number; lines: readonly string[]; dice: Dice },
): string[] {
  const taken: string[] = [];
  for (let [i, sum] = [0, 0]; sum < length; i++) {
    const line = own[i] ?? dice.pick(lines);
    taken.push(line);
    sum += line.length;
  }
  return taken;
}

/** Paragraphs and lists, a heading in bold over each list; one in five separated by blanks, as hh.ru sends it. */
function asHtml(lines: readonly string[], dice: Dice): string {
  const between = dice.chance(0.2) ? ' ' : '';
  const parts: string[] = [];
  let listed = false;
  for (const line of lines) {
    const item = /^• /.test(line) || dice.chance(0.6);
    if (item !== listed)
      parts.push(item ? `<p><strong>${dice.pick(HEADINGS)}</strong></p>${between}<ul>` : '</ul>');
    listed = item;
    const text = escaped(line.replace(/^• /, ''));
    parts.push(item ? `<li>${text}</li>` : `<p>${text}</p>`);
  }
  if (listed) parts.push('</ul>');
  return parts.join(between);
}

const HEADINGS = ['Обязанности:', 'Требования:', 'Условия:', 'Чем предстоит заниматься:', 'Мы предлагаем:'];

/** As HTML is written: &, <, > and quotes as entities. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
