import type { Node } from '../../../language/ast.js';
import type { Document } from '../../../language/document.js';
import type { CanonicalFilters } from '../../../language/filters.js';
import { mixOf } from '../disagreements.sql.js';
import { PackedFilters, type VacancyFacets } from './filters.js';
import { compile, type Plan } from './plan.js';
import { Programs } from './programs.js';
import { Terms } from './terms.js';

/** A text and the filters that are asked with it. */
export interface TextGroup {
  /** Null: no words, filters alone. */
  node: Node | null;
  filters: CanonicalFilters[];
}

/** A vacancy as its analysis left it. */
export interface AnalysedVacancy {
  id: number;
  document: Document;
  facets: VacancyFacets;
}

/** What was found for each search, by its place in the order of groups and filters: how many, and what they add up to. */
export interface Tally {
  counts: Int32Array;
  sums: Float64Array;
  mixes: Int32Array;
}

/**
 * The peer that takes one vacancy after another: searches are registered by text under the rarest word that a fitting
 * vacancy must have (under several where only an OR of them must be there); a vacancy's words, looked up by hash, name
 * the texts that may fit; these are evaluated, then their filters one by one.
 */
export class Percolator {
  readonly tally: Tally;
  private readonly terms = new Terms();
  private readonly programs: Programs;
  private readonly filters: PackedFilters;
  /** Where the searches of each text begin. */
  private readonly searchesFrom: Int32Array;
  /** The texts under each term, and those that any vacancy may fit. */
  private readonly textsUnder: number[][];
  private readonly anywhere: number[] = [];
  private readonly triedAt: Int32Array;

  /** `frequencies`: how many documents have each lexeme. */
  constructor(groups: readonly TextGroup[], frequencies: ReadonlyMap<string, number>) {
    const frequencyOf = frequenciesByTerm(groups, this.terms, frequencies);
    const plans = groups.map(({ node }) => node && compile(node, this.terms, frequencyOf));
    this.programs = new Programs(plans, frequencyOf);
    this.textsUnder = Array.from({ length: this.terms.count }, () => []);
    for (const [text, plan] of plans.entries()) this.register(text, plan);
    this.searchesFrom = new Int32Array(groups.length + 1);
    for (const [text, { filters }] of groups.entries()) {
      this.searchesFrom[text + 1] = this.searchesFrom[text]! + filters.length;
    }
    this.filters = new PackedFilters(groups.flatMap(({ filters }) => filters));
    this.triedAt = new Int32Array(groups.length);
    const searches = this.searchesFrom[groups.length]!;
    this.tally = {
      counts: new Int32Array(searches),
      sums: new Float64Array(searches),
      mixes: new Int32Array(searches),
    };
  }

  /** Finds the searches that one more vacancy fits. */
  percolate({ id, document, facets }: AnalysedVacancy): void {
    const { terms } = this;
    terms.read(document);
    this.filters.read(facets);
    for (const text of this.anywhere) this.tryText(text, id);
    for (const term of terms.present) for (const text of this.textsUnder[term]!) this.tryText(text, id);
  }

  private register(text: number, plan: Plan | null): void {
    if (plan === null || plan.required === null) this.anywhere.push(text);
    else for (const term of plan.required) this.textsUnder[term]!.push(text);
  }

  private tryText(text: number, id: number): void {
    const { terms } = this;
    if (this.triedAt[text] === terms.mark) return;
    this.triedAt[text] = terms.mark;
    if (!this.programs.fits(text, terms)) return;
    for (let search = this.searchesFrom[text]!; search < this.searchesFrom[text + 1]!; search++) {
      if (this.filters.pass(search)) this.count(search, id);
    }
  }

  private count(search: number, id: number): void {
    const { counts, sums, mixes } = this.tally;
    counts[search]! += 1;
    sums[search]! += id;
    mixes[search]! ^= mixOf(id);
  }
}

/** A term's documents: those of its lexeme, of a beginning those of all lexemes that begin so. */
function frequenciesByTerm(
  groups: readonly TextGroup[],
  terms: Terms,
  frequencies: ReadonlyMap<string, number>,
): (term: number) => number {
  // Compiled once for nothing but the numbers of its words.
  for (const { node } of groups) if (node !== null) compile(node, terms, () => 0);
  const byTerm = new Float64Array(terms.count);
  for (const [lexeme, count] of frequencies) for (const term of terms.termsOf(lexeme)) byTerm[term]! += count;
  return (term) => byTerm[term]!;
}
