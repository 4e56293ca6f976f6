import { htmlScripts } from './html-scripts.js';
import { isRecord, listIn, textIn, valueAt } from './json-value.js';

/** A node of schema.org's: its fields. */
export type Node = Record<string, unknown>;

/** What the JSON-LD of a page holds. */
export interface PageNodes {
  /** The nodes of the type asked for, in their order. */
  found: Node[];
  /** Blocks that are no JSON though they name the type. */
  broken: { block: number; text: string; fault: string }[];
  /** What another node means by `{"@id": …}`, or the node itself. */
  nodeOf(value: unknown): unknown;
}

/**
 * The nodes of a type (`JobPosting`) in the JSON-LD of a page: in several blocks, lists, `@graph`, an ItemList or any
 * field of another node. A broken block does not lose the others.
 */
export function jsonldNodes(html: string, type: string): PageNodes {
  const found: Node[] = [];
  const broken: PageNodes['broken'] = [];
  const byId = new Map<string, Node>();
  const scripts = htmlScripts(html).filter((script) => script.type === 'application/ld+json');
  scripts.forEach(({ text }, index) => {
    const read = parseBlock(text);
    if ('value' in read) collect(read.value, { type, found, byId });
    else if (text.includes(type)) broken.push({ block: index + 1, text, fault: read.fault });
  });
  const nodeOf = (value: unknown): unknown => {
    const id = isRecord(value) && Object.keys(value).length === 1 ? textIn(value, '@id') : null;
    return id === null ? value : (byId.get(id) ?? value);
  };
  return { found, broken, nodeOf };
}

type Block = { value: unknown } | { fault: string };

/** Sites put the block into a comment or CDATA, break lines inside its texts, or write its quotes as entities. */
function parseBlock(written: string): Block {
  const text = unwrapped(written);
  const first = tryParse(text);
  if ('value' in first) return first;
  // A control character is forbidden in a text of JSON and a blank elsewhere: as a blank it is right in both places.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  const mended = text.replace(/[\u0000-\u001f]+/g, ' ');
  const second = tryParse(/^\s*[[{]\s*&quot;/.test(mended) ? mended.replaceAll('&quot;', '"') : mended);
  return 'value' in second ? second : first;
}

const BEFORE = ['\ufeff', '<!--', '//', '/*', '*/', '<![CDATA['];
const BEHIND = ['-->', '//', '/*', '*/', ']]>', ';'];

/** Sign after sign: a pattern that looks for them at the end would take quadratic time over a megabyte of blanks. */
function unwrapped(written: string): string {
  let text = written.trim();
  for (;;) {
    const before = BEFORE.find((sign) => text.startsWith(sign));
    const behind = BEHIND.find((sign) => text.endsWith(sign));
    if (before === undefined && behind === undefined) return text;
    text = text.slice(before?.length ?? 0, text.length - (behind?.length ?? 0)).trim();
  }
}

function tryParse(text: string): Block {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

interface Search {
  type: string;
  found: Node[];
  byId: Map<string, Node>;
}

/** Not by recursion: a page may be 100,000 lists deep. In the order of the page, so that its first vacancy is first. */
function collect(value: unknown, { type, found, byId }: Search): void {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (Array.isArray(node)) {
      for (let i = node.length - 1; i >= 0; i--) waiting.push(node[i]);
    } else if (isRecord(node)) {
      const id = textIn(node, '@id');
      if (id !== null && Object.keys(node).length > 1) byId.set(id, node);
      if (isOf(node, type)) found.push(node);
      const inner = Object.values(node);
      for (let i = inner.length - 1; i >= 0; i--) waiting.push(inner[i]);
    }
  }
}

/** "JobPosting", "schema:JobPosting", "https://schema.org/JobPosting", or one of several. */
const isOf = (node: Node, type: string): boolean =>
  [textIn(node, '@type'), ...listIn(node, '@type')].some(
    (name) =>
      typeof name === 'string' && name.endsWith(type) && /[/:#]/.test(name.at(-type.length - 1) ?? '/'),
  );

/** A list, or one that stands without brackets; nothing is no list. */
export const listOf = (node: unknown, ...path: string[]): unknown[] => {
  const found = valueAt(node, ...path);
  return Array.isArray(found) ? found : found === undefined || found === null ? [] : [found];
};
