import { cityKey } from '../../language/filters.js';

/** A name for comparing: as `cityKey`, and hyphens, dots and dashes are spaces too («Ростов на Дону», «С.-Петербург»). */
export const fold = (name: string): string =>
  cityKey(name)
    .replace(/[-‐‑–—.·]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
