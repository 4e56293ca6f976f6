import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import juice from 'juice';
import type { Language } from './i18n.js';
import { helpers } from './render-helpers.js';
import { wrap } from './wrap.js';

/** A finished letter: its subject line, its html part and its text part. */
export interface RenderedLetter {
  subject: string;
  html: string;
  text: string;
}

/** Who reads: chooses the texts and how days are told. `now` and `zone` make «вчера» mean the reader's yesterday. */
export interface Reader {
  language: Language;
  zone: string;
  now: Date;
}

export interface Renderer {
  /** templates/pages/<name>.hbs inside templates/layout/page.hbs. */
  page(name: string, reader: Reader, data: object): string;
  /** templates/letters/<name>/{subject,html,text}.hbs; the html inside templates/layout/letter.hbs, the text in 78 columns. */
  letter(name: string, reader: Reader, data: object): RenderedLetter;
}

type Template = (data: object) => string;

export const TEMPLATES = fileURLToPath(new URL('../../templates/', import.meta.url));

/** Our own strict Handlebars: a field that a template names and the data lack is an error, not a gap. */
export function createRenderer(folder = TEMPLATES): Renderer {
  const engine = Handlebars.create();
  engine.registerHelper(helpers);
  for (const [name, source] of partials(folder)) engine.registerPartial(name, source);
  const compiled = new Map<string, Template>();
  const template = (path: string, make: () => Template): Template => {
    const known = compiled.get(path) ?? make();
    compiled.set(path, known);
    return known;
  };
  const html = (path: string) => template(path, () => compileHtml(engine, folder, path));
  const text = (path: string) => template(path, () => compile(engine, read(folder, path), true));
  const letterHtml = (path: string) => template(path, () => compileLetter(engine, folder, path));
  return {
    page: (name, reader, data) => html(`pages/${name}.hbs`)({ ...data, reader }),
    letter: (name, reader, data) => {
      const all = { ...data, reader };
      return {
        subject: oneLine(text(`letters/${name}/subject.hbs`)(all)),
        html: letterHtml(`letters/${name}/html.hbs`)(all),
        text: wrap(text(`letters/${name}/text.hbs`)(all)),
      };
    },
  };
}

type Engine = typeof Handlebars;

function compile(engine: Engine, source: string, noEscape: boolean): Template {
  return engine.compile(source, { strict: true, noEscape }) as Template;
}

const compileHtml = (engine: Engine, folder: string, path: string): Template =>
  compile(engine, read(folder, path), false);

/**
 * Letters keep their rules in a style sheet while they are written; the inlining costs 5 ms, so it is done once on the
 * template and not on each letter. The layout is joined first, for a rule reaches only what juice can see.
 */
function compileLetter(engine: Engine, folder: string, path: string): Template {
  const joined = read(folder, 'layout/letter.hbs').replace('{{> @partial-block}}', () => read(folder, path));
  return compile(engine, juice(joined, { preserveMediaQueries: true, preserveImportant: true }), false);
}

const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

// Layouts are partials too: a page is written {{#> layout/page}} … {{/layout/page}}.
function partials(folder: string): [string, string][] {
  return ['layout', 'partials'].flatMap((part) =>
    readdirSync(join(folder, part))
      .filter((file) => file.endsWith('.hbs'))
      .map((file): [string, string] => [`${part}/${file.slice(0, -4)}`, read(folder, join(part, file))]),
  );
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();
