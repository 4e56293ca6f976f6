import { join, type Node } from './ast.js';
import { canon, isSafe, key, simplify } from './canon.js';
import { ANALYSER_VERSION } from './document.js';
import { parseExcluded } from './exclude.js';
import { type CanonicalFilters, canonicalFilters, type Filters, filtersKey, namesPlace } from './filters.js';
import { hashOf } from './hash.js';
import { type Parsed, parse } from './parse.js';
import { tokens } from './tokens.js';
import { toTsquery } from './tsquery.js';
import type { RefusalCode, Warning } from './warnings.js';

/** A warning and which of the two texts its offsets count in. */
export interface SearchWarning extends Warning {
  part: 'query' | 'exclude';
}

/** A search, read and understood: everything the other folders need to know of it. */
export interface ReadSearch {
  /** The version of the analyser and grammar that read it. */
  analyser: string;
  /** Words and excluded words in canonical order; null when no word is left. */
  ast: Node | null;
  /** The same in the order of writing, for `describe`. */
  asWritten: Node | null;
  /** Nothing but plain words that must all occur: no need to say how it was understood. */
  plain: boolean;
  filters: CanonicalFilters;
  /** Canonical text, then canonical filters: what `search.canonical` holds. */
  canonicalKey: string;
  /** Canonical text alone; '' without words. */
  textKey: string;
  /** Signed 64-bit hashes as decimal strings, never '0'. The search hash is the id of the Search. */
  textHash: string;
  searchHash: string;
  /** A literal to be cast `::tsquery`; null when no word is left (an empty tsquery would fit nothing). */
  tsquery: string | null;
  warnings: SearchWarning[];
  /** Why it cannot be an alert, or null. */
  refused: { code: RefusalCode } | null;
}

/**
 * Reads what a person asks: the one way from typed text and filters to a search, for pages, previews, alerts and the
 * command line alike. Never throws.
 */
export function readSearch(asked: { query: string; filters?: Partial<Filters> }): ReadSearch {
  const filters = canonicalFilters(asked.filters ?? {});
  const query = parse(asked.query);
  const excluded = parseExcluded(asked.filters?.excludeWords ?? '');
  const not: Node | null = excluded.ast && { kind: 'not', child: excluded.ast };
  const joined = join('and', [query.ast, not]);
  const asWritten = joined && simplify(joined);
  const ast = joined && canon(joined);
  const textKey = ast === null ? '' : key(ast);
  const canonicalKey = [textKey, filtersKey(filters)].filter((part) => part !== '').join(' ');
  return {
    analyser: ANALYSER_VERSION,
    ast,
    asWritten,
    plain: isPlain(asWritten) && query.warnings.length + excluded.warnings.length === 0,
    filters,
    canonicalKey,
    textKey,
    textHash: hashOf(textKey),
    searchHash: hashOf(canonicalKey),
    tsquery: ast === null ? null : toTsquery(ast),
    warnings: [...ofPart('query', query), ...ofPart('exclude', excluded)],
    refused: refusalOf(asked.query, query, { excluded, filters }),
  };
}

const CUT = ['too-long', 'too-many-words', 'too-deep', 'prefix-too-short'] as const;

/**
 * Typed words must be safe by themselves. No words at all are enough where the filters name a place; what is excluded
 * then only narrows the place.
 */
function refusalOf(
  typed: string,
  query: Parsed,
  { excluded, filters }: { excluded: Parsed; filters: CanonicalFilters },
): { code: RefusalCode } | null {
  const codes = [...query.warnings, ...excluded.warnings].map((warning) => warning.code);
  const cut = CUT.find((code) => codes.includes(code));
  if (cut !== undefined) return { code: cut };
  if (query.ast !== null) return isSafe(simplify(query.ast)) ? null : { code: 'unsafe' };
  if (tokens(typed, 1).length > 0) return { code: 'stop-only' };
  return namesPlace(filters) ? null : { code: 'nothing' };
}

function isPlain(node: Node | null): boolean {
  if (node === null) return true;
  if (node.kind === 'and') return node.children.every((child) => child.kind === 'term' && isPlain(child));
  return node.kind === 'term' && node.field === null && !node.lexeme.startsWith('=');
}

const ofPart = (part: 'query' | 'exclude', { warnings }: Parsed): SearchWarning[] =>
  warnings.map((warning) => ({ ...warning, part }));
