import { type Field, join, type Leaf, type Node, wordsOf } from './ast.js';

export type Language = 'ru' | 'en';

/**
 * How a query was understood, in words: `java ИЛИ python, без «стажер»`. Takes a simplified AST in the order of
 * writing (`ReadSearch.asWritten`).
 */
export function describe(node: Node, language: Language): string {
  return printed(node, { ...VOICES[language], outer: null });
}

interface Voice {
  and: string;
  or: string;
  quote(text: string): string;
  /** Said after a text that is meant as it stands. */
  exactly: string;
  without: string;
  /** Said of words that must not occur together. */
  together(text: string): string;
  fields: Record<Field, string>;
  /** A field that was said already and holds for all that follows. */
  outer: Field | null;
}

const VOICES: Record<Language, Omit<Voice, 'outer'>> = {
  ru: {
    and: ' И ',
    or: ' ИЛИ ',
    quote: (text) => `«${text}»`,
    exactly: ' слово в слово',
    without: 'без ',
    together: (text) => `без сочетания (${text})`,
    fields: {
      A: 'в названии',
      B: 'в компании',
      C: 'в навыках',
      CD: 'в описании',
      AC: 'в названии или навыках',
    },
  },
  en: {
    and: ' AND ',
    or: ' OR ',
    quote: (text) => `“${text}”`,
    exactly: ' word for word',
    without: 'without ',
    together: (text) => `without the combination (${text})`,
    fields: {
      A: 'in the title',
      B: 'in the company',
      C: 'in the skills',
      CD: 'in the description',
      AC: 'in the title or the skills',
    },
  },
};

function printed(node: Node, voice: Voice): string {
  const field = voice.outer === null ? commonField(node) : null;
  if (field !== null) return `${voice.fields[field]}: ${printed(node, { ...voice, outer: field })}`;
  if (node.kind === 'not') return printedNot(node.child, voice);
  if (node.kind === 'or') return node.children.map((child) => inner(child, voice)).join(voice.or);
  if (node.kind === 'and') return printedAnd(node.children, voice);
  return printedLeaf(node, voice);
}

/** First what must occur, then what must not. */
function printedAnd(children: readonly Node[], voice: Voice): string {
  const wanted = children.filter((child) => child.kind !== 'not');
  if (wanted.length === children.length) return wanted.map((child) => inner(child, voice)).join(voice.and);
  const positive = join('and', wanted);
  const unwanted = children.filter((child) => child.kind === 'not').map((child) => printed(child, voice));
  return [...(positive === null ? [] : [printed(positive, voice)]), ...unwanted].join(', ');
}

/** One of several: in brackets where it is several itself, or says its field. */
function inner(node: Node, voice: Voice): string {
  const saysField = voice.outer === null && commonField(node) !== null;
  const text = printed(node, voice);
  return 'children' in node || saysField ? `(${text})` : text;
}

function printedNot(child: Node, voice: Voice): string {
  if (child.kind === 'or') return child.children.map((one) => printedNot(one, voice)).join(', ');
  if (child.kind === 'and') return voice.together(printed(child, voice));
  if (child.kind === 'not') return printed(child.child, voice);
  const field = child.field === null || voice.outer !== null ? '' : ` ${voice.fields[child.field]}`;
  const text = printedLeaf(child, voice);
  return voice.without + (text === child.written ? voice.quote(text) : text) + field;
}

function printedLeaf(leaf: Leaf, { quote, exactly }: Voice): string {
  const words = wordsOf(leaf);
  const starred = words.at(-1)!.prefix;
  const exact = words[0]!.lexeme.startsWith('=') && !words[0]!.prefix;
  if (leaf.kind === 'term' && !starred && !exact) return leaf.written;
  return quote(starred ? `${leaf.written}…` : leaf.written) + (exact ? exactly : '');
}

/** The field that all leaves share, or null. */
function commonField(node: Node): Field | null {
  if (node.kind === 'not') return null;
  if (!('children' in node)) return node.field;
  const [first, ...others] = node.children.map(commonField);
  return first !== undefined && others.every((field) => field === first) ? first : null;
}
