import type { Lexemes } from './lexemes.js';
import { normalise } from './normalise.js';
import { stem } from './stem.js';
import { type Token, tokens } from './tokens.js';

/** A text, or its words, as normalised words alone: two texts are exact copies when these are equal. */
export const exactText = (text: string | readonly Token[]): string =>
  (typeof text === 'string' ? tokens(text) : text).map(({ lexemes }) => lexemes.exact.slice(1)).join(' ');

/**
 * Whether two titles name one job; the guard for vacancies of the same text, since text alone errs: of 456 exact
 * repeats among 5,995 real vacancies it turns 146 away, and of 40 of those that were read nearly all were other jobs.
 * Grades must be equal, for «Senior Golang» and «Team Lead Golang» of one employer share their text. Without brackets
 * and grades the words must agree to 60 %, or one title must hold all of the other, which has two words at least; or
 * they agree to the last one with what stands in brackets.
 */
export function sameJob(titleA: string, titleB: string): boolean {
  const [a, b] = [readTitle(titleA), readTitle(titleB)];
  if (a.grades !== b.grades) return false;
  if (a.all === b.all && a.all !== '') return true;
  if (a.words.size === 0 || b.words.size === 0) return exactText(titleA) === exactText(titleB);
  const common = [...a.words].filter((word) => b.words.has(word)).length;
  const smaller = Math.min(a.words.size, b.words.size);
  return (common === smaller && smaller >= 2) || common / (a.words.size + b.words.size - common) >= 0.6;
}

/**
 * Whether two titles name the same things: words of Latin letters, with digits, or short and in capitals, which are
 * products, techniques, categories. What one says in brackets the other may leave out.
 */
export function sameNames(titleA: string, titleB: string): boolean {
  const [a, b] = [readTitle(titleA).names, readTitle(titleB).names];
  const isIn = (name: string, { outside, inBrackets }: Names) => outside.has(name) || inBrackets.has(name);
  if (saysTwice(titleA, titleB) || saysTwice(titleB, titleA)) return true;
  return [...a.outside].every((name) => isIn(name, b)) && [...b.outside].every((name) => isIn(name, a));
}

/** «Инженер / Engineer»: a part between strokes is the whole of the other title. */
const saysTwice = (title: string, other: string): boolean =>
  /[/|]/.test(title) && title.split(/[/|]/).some((part) => readTitle(part).all === readTitle(other).all);

// One line a grade, all its ways of writing.
const GRADES = new Map(
  `старший
  ведущий
  главный
  младший
  junior джуниор джун jr
  middle мидл миддл
  senior сеньор сениор синьор sr
  lead лид тимлид teamlead
  head хед
  principal
  стажер intern internship trainee стажировка
  ученик
  помощник ассистент assistant
  заместитель deputy`
    .split('\n')
    .flatMap((line) =>
      line
        .trim()
        .split(' ')
        .map((word, _, [grade]) => [stem(normalise(word)), grade!] as const),
    ),
);

// Boards translate what people do, one copy in Russian, another in English.
const TRADES = new Map(
  [
    ['developer', 'разработчик'],
    ['engineer', 'инженер'],
    ['analyst', 'аналитик'],
    ['manager', 'менеджер'],
    ['designer', 'дизайнер'],
    ['administrator', 'администратор'],
    ['specialist', 'специалист'],
    ['mobile', 'мобильный'],
  ].map(([english, russian]) => [stem(english!), stem(russian!)]),
);

const RUSSIAN_TRADES = new Set(TRADES.values());

/** Whether a word says how far somebody has come and not what they do: старший, junior, стажёр. */
export const isGrade = ({ stem: own }: Lexemes): boolean => GRADES.has(own);

interface Title {
  /** What it names without brackets and grades, as stems. */
  words: Set<string>;
  /** The same with what stands in brackets, as one text. */
  all: string;
  grades: string;
  names: Names;
}

interface Names {
  outside: ReadonlySet<string>;
  inBrackets: ReadonlySet<string>;
}

/** A template of thousands of vacancies is compared title by title, each many times. */
const read = new Map<string, Title>();
const MOST_READ = 10_000;

function readTitle(title: string): Title {
  const known = read.get(title);
  if (known !== undefined) return known;
  if (read.size >= MOST_READ) read.clear();
  const made = readAnew(title);
  read.set(title, made);
  return made;
}

/** The grade counts wherever it stands, «Аналитик (junior)» too; other words in brackets are places and schedules. */
function readAnew(title: string): Title {
  const stems = stemsOf(title);
  const grades = new Set(stems.flatMap((word) => GRADES.get(word) ?? []));
  const bare = stemsOf(title.replace(BRACKETS, ' '));
  const gradeless = (words: string[]) => new Set(words.filter((word) => !GRADES.has(word)));
  return {
    words: gradeless(bare),
    all: [...gradeless(stems)].sort().join(' '),
    grades: [...grades].sort().join(' '),
    names: {
      outside: namesOf(title.replace(BRACKETS, ' ')),
      inBrackets: namesOf(title.match(BRACKETS)?.join(' ') ?? ''),
    },
  };
}

/** Trades and grades are no names, in whatever language they stand; nor is anything but Latin where all is in capitals. */
function namesOf(title: string): Set<string> {
  const shouts = title === title.toUpperCase();
  const isName = (written: string) =>
    /[a-z\d]/i.test(written) || (!shouts && written.length <= 5 && /^[А-ЯЁ]{2,}$/.test(written));
  const words = tokens(title);
  const names = words.flatMap(({ start, end, lexemes }, i) =>
    lexemes.stop || !isName(title.slice(start, end)) || isPlaceAfter(words[i - 1])
      ? []
      : nameless([stemOf(lexemes)]),
  );
  return new Set(names);
}

/** «Разработчик в Ozon»: where, not what. */
const isPlaceAfter = (before: Token | undefined): boolean =>
  before !== undefined && /^=(?:в|at|in)$/.test(before.lexemes.exact);

const nameless = (words: readonly string[]): string[] =>
  words.filter((word) => !GRADES.has(word) && !RUSSIAN_TRADES.has(word));

/** What titles say beside their point: places, schedules, grades. */
export const BRACKETS = /\([^)]*\)|\[[^\]]*\]/g;

const stemsOf = (text: string): string[] =>
  tokens(text).flatMap(({ lexemes }) => (lexemes.stop ? [] : stemOf(lexemes)));

const stemOf = ({ stem: own }: Lexemes): string => TRADES.get(own) ?? own;
