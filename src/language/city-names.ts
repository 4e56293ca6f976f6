import { cityKey } from './filters.js';

/** A city's name for comparing: as `cityKey`, and hyphens, dots and dashes are spaces («Ростов на Дону», «С.-Петербург»). */
export const foldCity = (name: string): string =>
  cityKey(name)
    .replace(/[-‐‑–—.·]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A folded name as the catalogue has it: short and English names are other words for the largest cities. */
export const knownAs = (folded: string): string => NICKNAMES.get(folded) ?? folded;

const NICKNAMES = new Map([
  ['мск', 'москва'],
  ['moscow', 'москва'],
  ['спб', 'санкт петербург'],
  ['с петербург', 'санкт петербург'],
  ['петербург', 'санкт петербург'],
  ['питер', 'санкт петербург'],
  ['saint petersburg', 'санкт петербург'],
  ['st petersburg', 'санкт петербург'],
  ['екб', 'екатеринбург'],
  ['нск', 'новосибирск'],
  ['н новгород', 'нижний новгород'],
  ['наб челны', 'набережные челны'],
  ['ростов н/д', 'ростов на дону'],
  ['kazan', 'казань'],
  ['novosibirsk', 'новосибирск'],
  ['yekaterinburg', 'екатеринбург'],
  ['nizhny novgorod', 'нижний новгород'],
]);
