import { hash } from 'node:crypto';
import { join, type Node } from '../language/ast.js';
import { type Fields, skillsText } from '../language/document.js';
import { why } from '../language/highlight.js';
import { type Segment, snippet } from '../language/snippet.js';

// One line and a half on a telephone; 40 of them are 14 KB of a letter's 80.
const LINE = 150;
// The analyser takes 0.16 ms a vacancy, mostly for the end of the text, where nobody looks for the reason.
const READ = 2_000;

/**
 * Why a vacancy fits, as one line: its text, or its skills, around the words that the searches name, these marked; the
 * text's beginning where only the title has them. Null where there is no text at all.
 */
export function whyLine(
  asts: readonly (Node | null)[],
  vacancy: { skills: string[]; body: string },
): Segment[] | null {
  const { text, body, skills } = readTexts(vacancy);
  const key = `${asts.map(numberOf)} ${text}`;
  const known = lines.get(key);
  if (known !== undefined) return known;
  const line = makeLine(join('or', asts), { title: '', company: '', skills, body });
  if (lines.size >= MOST_LINES) lines.clear();
  lines.set(key, line);
  return line;
}

function makeLine(ast: Node | null, fields: Fields): Segment[] | null {
  const found = why(ast, fields);
  const rangesOf = (name: keyof Fields) => found.find(({ field }) => field === name)?.ranges ?? [];
  const from = rangesOf('body').length === 0 && rangesOf('skills').length > 0 ? 'skills' : 'body';
  const text = fields[from] === '' ? fields.skills : fields[from];
  return text === '' ? null : snippet(text, rangesOf(from), LINE);
}

// People share searches, so the same line stands in many letters: without this they were a quarter of
// composing's time. Known by content, a changed text makes a new line.
const lines = new Map<string, Segment[] | null>();
const MOST_LINES = 20_000;

interface Texts {
  /** Their hash. */
  text: string;
  body: string;
  skills: string;
}

// A batch shows the same vacancy to many people: its texts are cut and hashed once.
const read = new WeakMap<object, Texts>();

function readTexts(vacancy: { skills: string[]; body: string }): Texts {
  const known = read.get(vacancy);
  if (known !== undefined) return known;
  const body = vacancy.body.slice(0, READ);
  const skills = skillsText(vacancy.skills);
  const texts = { text: hash('sha1', `${skills}\0${body}`), body, skills };
  read.set(vacancy, texts);
  return texts;
}

const numbers = new WeakMap<Node, number>();
let numbered = 0;

function numberOf(ast: Node | null): number {
  if (ast === null) return 0;
  const known = numbers.get(ast) ?? ++numbered;
  numbers.set(ast, known);
  return known;
}
