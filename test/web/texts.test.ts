import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { LANGUAGES, texts } from '../../src/kit/i18n.js';
import { TEMPLATES } from '../../src/kit/render.js';
import { EMPLOYMENT, EXPERIENCE, SCHEDULE } from '../../src/language/filters.js';

type Node = string | { [key: string]: Node };

const PLURALS = new Set(['one', 'few', 'many', 'other']);
const isPlural = (node: Node) =>
  typeof node === 'object' && 'other' in node && Object.keys(node).every((form) => PLURALS.has(form));

/** Every dotted key of a tree; the forms of a plural are one key. */
const keysOf = (node: Node, path = ''): string[] =>
  typeof node === 'string' || isPlural(node)
    ? [path]
    : Object.entries(node).flatMap(([name, child]) => keysOf(child, path === '' ? name : `${path}.${name}`));

const find = (node: Node | undefined, key: string): Node | undefined =>
  key
    .split('.')
    .reduce<Node | undefined>((at, step) => (typeof at === 'object' ? at[step] : undefined), node);

const templates = readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.hbs'))
  .map((file) => ({ file, source: readFileSync(`${TEMPLATES}/${file}`, 'utf8') }));

test('Russian and English have the same keys', () => {
  expect(keysOf(texts('en') as Node).sort()).toEqual(keysOf(texts('ru') as Node).sort());
});

test('both languages fill the same places in each text', () => {
  const places = (node: Node | undefined) =>
    [...JSON.stringify(node).matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const key of keysOf(texts('ru') as Node)) {
    const [ru, en] = [find(texts('ru') as Node, key), find(texts('en') as Node, key)];
    expect([key, [...new Set(places(en))]]).toEqual([key, [...new Set(places(ru))]]);
  }
});

test('Russian plurals have one, few, many and other', () => {
  const plurals = (node: Node): Node[] =>
    typeof node === 'string' ? [] : isPlural(node) ? [node] : Object.values(node).flatMap(plurals);
  for (const plural of plurals(texts('ru') as Node)) {
    expect(Object.keys(plural).sort()).toEqual(['few', 'many', 'one', 'other']);
  }
});

test('every key that a template names exists in both languages', () => {
  for (const language of LANGUAGES) {
    for (const { file, source } of templates) {
      const named = [...source.matchAll(/[{(]t "([^"]+)"/g)].map(([, key = '']) => key);
      const missing = named.filter((key) => find(texts(language) as Node, key) === undefined);
      expect({ file, language, missing }).toEqual({ file, language, missing: [] });
      // (t (concat "pages.error." kind ".title")): what stands before the variable must be a group of texts.
      const groups = [...source.matchAll(/\(concat "([^"]+)\."/g)].map(([, key = '']) => key);
      for (const group of groups)
        expect([file, group, typeof find(texts(language) as Node, group)]).toEqual([file, group, 'object']);
    }
  }
});

test('every value of the filters has a name in both languages', () => {
  const values = { experience: EXPERIENCE, schedule: SCHEDULE, employment: EMPLOYMENT };
  for (const language of LANGUAGES) {
    for (const [name, known] of Object.entries(values)) {
      expect(Object.keys(find(texts(language) as Node, `terms.${name}`) ?? {})).toEqual([...known]);
    }
  }
});
