import {
  type DocSet,
  filterByBits,
  intersectLists,
  isListed,
  type Scratch,
  setBits,
  subtractLists,
} from './doc-set.js';

/** More than any segment has. */
export const ALL = 2 ** 30;

/** What both have, by the cheapest way: a list through bits, bits with bits, or two lists. */
export function narrow(found: DocSet, set: DocSet, into: Scratch): DocSet {
  const through = set.bits !== null && isListed(found) ? found.n : ALL;
  const back = found.bits !== null && isListed(set) ? set.n : ALL;
  const dense = found.bits !== null && set.bits !== null ? into.words.length : ALL;
  if (dense < through && dense < back) return into.both(found.bits!, set.bits!, 0);
  if (through < ALL && through <= back) {
    return into.asList(filterByBits(found, { bits: set.bits!, wanted: 1 }, into.room));
  }
  if (back < ALL) return into.asList(filterByBits(set, { bits: found.bits!, wanted: 1 }, into.room));
  const [shorter, longer] = found.n <= set.n ? [found, set] : [set, found];
  return into.asList(intersectLists(shorter, longer, into.room));
}

/** What `found` has and `set` lacks. */
export function without(found: DocSet, set: DocSet, into: Scratch): DocSet {
  const few = isListed(found) && (found.bits === null || found.n < into.words.length);
  if (set.bits !== null) {
    if (few || found.bits === null) {
      return into.asList(filterByBits(found, { bits: set.bits, wanted: 0 }, into.room));
    }
    return into.both(found.bits, set.bits, -1);
  }
  if (few || found.bits === null) return into.asList(subtractLists(found, set, into.room));
  if (found.bits !== into.words) into.words.set(found.bits);
  for (let i = 0; i < set.n; i++) into.words[set.list[i]! >> 5]! &= ~(1 << (set.list[i]! & 31));
  return into.asBits();
}

/** Who is not in `set`. */
export function complement(set: DocSet, into: Scratch): DocSet {
  const { size } = into;
  if (set.bits !== null) for (let i = 0; i < into.words.length; i++) into.words[i] = ~set.bits[i]!;
  else {
    into.words.fill(-1);
    for (let i = 0; i < set.n; i++) into.words[set.list[i]! >> 5]! &= ~(1 << (set.list[i]! & 31));
  }
  if ((size & 31) !== 0) into.words[into.words.length - 1]! &= (1 << (size & 31)) - 1;
  return into.asBits();
}

/** Adds the members of a set. */
export function addBits(words: Int32Array, set: DocSet): void {
  if (set.bits === null) setBits(words, set);
  else for (let i = 0; i < words.length; i++) words[i]! |= set.bits[i]!;
}
