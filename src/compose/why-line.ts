import { hash } from 'node:crypto';
import { join, type Node } from '../language/ast.js';
import { type Fields, skillsText } from '../language/document.js';
import { why } from '../language/highlight.js';
import { type Segment, snippet } from '../language/snippet.js';

// One line and a half on a telephone; 40 of them are 14 KB of a letter's 80.
const LINE = 150;
// The analyser takes 0.16 ms a vacancy, mostly for the end of the text, where nobody looks for the reason.
const READ = 2_000;

/** Why a vacancy fits, the words that the searches name marked. */
export interface Why {
  title: Segment[];
  /**
   * One line of its text, or of its skills, around those words; the text's beginning where only the title has them.
   * Null where there is no text at all.
   */
  line: Segment[] | null;
}

/** A vacancy's own words. */
export interface Worded {
  title: string;
  skills: string[];
  body: string;
}

/** The same for everyone whose searches say the same: worked out once a process. */
export function whyOf(asts: readonly (Node | null)[], vacancy: Worded): Why {
  const { text, fields } = readTexts(vacancy);
  const key = `${asts.map(numberOf)} ${text}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = workOut(join('or', asts), fields);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, made);
  return made;
}

function workOut(ast: Node | null, fields: Fields): Why {
  const found = why(ast, fields);
  const rangesOf = (name: keyof Fields) => found.find(({ field }) => field === name)?.ranges ?? [];
  const from = rangesOf('body').length === 0 && rangesOf('skills').length > 0 ? 'skills' : 'body';
  const text = fields[from] === '' ? fields.skills : fields[from];
  return {
    title: snippet(fields.title, rangesOf('title'), Number.MAX_SAFE_INTEGER),
    line: text === '' ? null : snippet(text, rangesOf(from), LINE),
  };
}

// People share searches, so the same line stands in many letters: without this they were a quarter of
// composing's time. Known by content, a changed text makes a new line.
const known = new Map<string, Why>();
const MOST_KNOWN = 20_000;

interface Texts {
  /** Their hash. */
  text: string;
  fields: Fields;
}

// A batch shows the same vacancy to many people: its texts are cut and hashed once.
const read = new WeakMap<Worded, Texts>();

function readTexts(vacancy: Worded): Texts {
  const before = read.get(vacancy);
  if (before !== undefined) return before;
  const { title } = vacancy;
  const body = vacancy.body.slice(0, READ);
  const skills = skillsText(vacancy.skills);
  const text = hash('sha1', `${title}\0${skills}\0${body}`);
  const texts = { text, fields: { title, company: '', skills, body } };
  read.set(vacancy, texts);
  return texts;
}

const numbers = new WeakMap<Node, number>();
let numbered = 0;

function numberOf(ast: Node | null): number {
  if (ast === null) return 0;
  const number = numbers.get(ast) ?? ++numbered;
  numbers.set(ast, number);
  return number;
}
