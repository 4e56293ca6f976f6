import { readFileSync } from 'node:fs';

export const LANGUAGES = ['ru', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

type Parameters = Readonly<Record<string, unknown>>;
/** The text under a dotted key, with `{name}` replaced and the plural form chosen by the parameter `n`. */
export type Translate = (key: string, parameters?: Parameters) => string;

interface Texts {
  [key: string]: string | Texts;
}

const folder = new URL('../../locales/', import.meta.url);
const loaded = new Map<Language, Texts>();

/** All texts of a language, read once from locales/<language>.json. */
export function texts(language: Language): Texts {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  const read = JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8')) as Texts;
  loaded.set(language, read);
  return read;
}

/** The translator of a language; throws on an unknown key, so that a test finds it and not a reader. */
export function translator(language: Language): Translate {
  const plurals = pluralRules[language];
  return (key, parameters = {}) => {
    const entry = entryOf(language, key);
    const text = typeof entry === 'object' ? entry[plurals.select(Number(parameters.n))] : entry;
    if (typeof text !== 'string') throw new Error(`locales/${language}.json has no text "${key}"`);
    return text.replace(/\{(\w+)\}/g, (_, name: string) =>
      show(parameters[name], language, `${key}.${name}`),
    );
  };
}

// Found once: a letter of forty vacancies asks six hundred times.
function entryOf(language: Language, key: string): string | Texts | undefined {
  const known = entries[language].get(key);
  if (known !== undefined) return known;
  const entry = key.split('.').reduce<string | Texts | undefined>(inside, texts(language));
  if (entry !== undefined) entries[language].set(key, entry);
  return entry;
}

const entries = { ru: new Map<string, string | Texts>(), en: new Map<string, string | Texts>() };

const inside = (node: string | Texts | undefined, step: string) =>
  typeof node === 'object' ? node[step] : undefined;

function show(value: unknown, language: Language, what: string): string {
  if (value === undefined) throw new Error(`"${what}" has no value`);
  return typeof value === 'number' ? formatNumber(value, language) : String(value);
}

/** The language of a text such as a header's or a cookie's; `ru` where it is neither of ours. */
export function languageOf(text: string | undefined): Language {
  const wanted = (text ?? '').toLowerCase().split(/[,;-]/)[0];
  return wanted === 'en' ? 'en' : 'ru';
}

/** 1284 → «1 284» (no-break space) in Russian, "1,284" in English. */
export const formatNumber = (value: number, language: Language): string => numbers[language].format(value);

// Made once: making them for each text took a third of a letter's time.
const pluralRules = { ru: new Intl.PluralRules('ru'), en: new Intl.PluralRules('en') };
const numbers = {
  ru: new Intl.NumberFormat('ru', { maximumFractionDigits: 2, useGrouping: true }),
  en: new Intl.NumberFormat('en', { maximumFractionDigits: 2, useGrouping: true }),
};
