import type { Dice } from '../../collect/demo/dice.js';
import { tokens } from '../../language/tokens.js';
import { type Counted, counted, type Draw, drawCounted, drawFrom } from './chances.js';
import type { Material } from './material.js';

/** How a text is written; `share` of the texts are written so. */
export const SHAPES = [
  { shape: 'words', share: 0.6 },
  { shape: 'query', share: 0.02 },
  { shape: 'or', share: 0.1 },
  { shape: 'not', share: 0.1 },
  { shape: 'phrase', share: 0.06 },
  { shape: 'title', share: 0.05 },
  { shape: 'prefix', share: 0.03 },
  { shape: 'exact', share: 0.02 },
  { shape: 'company', share: 0.02 },
] as const;
export type Shape = (typeof SHAPES)[number]['shape'];

/** What somebody might type. The more `tries` before it were typed already, the more words it has. */
export type WriteText = (dice: Dice, shape: Shape, tries: number) => string;

/** Writes texts of the titles, phrases, query strings, skills and companies at hand, as often as those occur. */
export function textWriter(material: Material): WriteText {
  const draw = draws(material);
  const write = writers(draw);
  return (dice, shape, tries) => {
    const more = Array.from({ length: tries }, () => (dice.chance(0.5) ? draw.skill : draw.word)(dice));
    return [write[shape](dice), ...more].join(' ');
  };
}

type Draws = Record<'subject' | 'word' | 'longWord' | 'skill' | 'company' | 'query', Draw<string>>;

function draws({ postings, titles, phrases, queries }: Material): Draws {
  const title = drawCounted(titles);
  const skills = counted(postings.flatMap((posting) => posting.skills.map(plain))).filter(
    ({ value }) => value.length > 1 && value.length < 40,
  );
  const skill = drawCounted(skills);
  const words = wordsOf(titles);
  return {
    subject: (dice) => {
      const kind = dice.next();
      const text = plain(kind < 0.65 ? title(dice) : kind < 0.9 ? dice.pick(phrases) : skill(dice));
      return dice.chance(0.6) ? text.toLowerCase() : text;
    },
    word: drawCounted(words),
    longWord: drawCounted(words.filter(({ value }) => value.length > 5)),
    skill,
    company: drawCounted(counted(postings.flatMap(({ employer }) => (employer ? plain(employer.name) : [])))),
    query: (dice) => dice.pick(queries),
  };
}

function writers(draw: Draws): Record<Shape, (dice: Dice) => string> {
  const field = (dice: Dice) => dice.pick(['title:', 'NAME:', 'название:', 'должность:']);
  const or = (dice: Dice) => dice.pick([' OR ', ' or ', ' ИЛИ ', ' или ', ' | ']);
  const not = (dice: Dice) => dice.pick([' NOT ', ' -', ' НЕ ']);
  const several = (dice: Dice, one: Draw<string>) =>
    Array.from({ length: dice.whole(2, 4) }, () => one(dice)).join(or(dice));
  return {
    words: draw.subject,
    query: draw.query,
    or: (dice) =>
      dice.chance(0.5) ? several(dice, draw.subject) : `(${several(dice, draw.longWord)}) ${draw.word(dice)}`,
    not: (dice) =>
      draw.subject(dice) +
      Array.from({ length: dice.whole(1, 2) }, () => `${not(dice)}${draw.word(dice)}`).join(''),
    phrase: (dice) => `"${draw.subject(dice).split(' ').slice(0, 3).join(' ')}"`,
    title: (dice) =>
      dice.chance(0.7)
        ? `${field(dice)}${draw.longWord(dice)} ${draw.word(dice)}`
        : `${field(dice)}"${draw.subject(dice)}"`,
    prefix: (dice) => `${draw.longWord(dice).slice(0, dice.whole(3, 6))}* ${draw.word(dice)}`,
    exact: (dice) => `!${draw.longWord(dice)} ${draw.word(dice)}`,
    company: (dice) => `company:"${draw.company(dice)}" ${dice.chance(0.5) ? draw.word(dice) : ''}`,
  };
}

// A quote or bracket of a title would open an operator that nobody meant.
const plain = (text: string): string =>
  text
    .replace(/["«»“”„()|:!*^]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The words of titles that no list of common words leaves out, in lower case, as often as they occur. */
function wordsOf(titles: readonly Counted<string>[]): Counted<string>[] {
  const counts = new Map<string, number>();
  for (const { value, count } of titles) {
    for (const { start, end, lexemes } of tokens(value)) {
      const word = value.slice(start, end).toLowerCase();
      if (!lexemes.stop && /^\p{L}{2,}$/u.test(word)) counts.set(word, (counts.get(word) ?? 0) + count);
    }
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

/** A draw of a shape by its share. */
export const drawShape: Draw<Shape> = (dice) => SHAPE(dice).shape;

const SHAPE = drawFrom(SHAPES, ({ share }) => share);
