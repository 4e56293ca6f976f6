import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { readLine } from '../../src/collect/formats/ndjson.js';
import { makeKey } from '../../src/collect/push/keys.js';
import { openApi } from '../../src/web/openapi/document.js';
import { schemas } from '../../src/web/openapi/schemas.js';
import { buildSource } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from './start-web.js';

let db: TestDatabase;
let web: Web;
beforeAll(async () => {
  db = await testDatabase();
  web = await startWeb(db.dataSource);
});
afterAll(async () => {
  await web.close();
  await db.close();
});

const DOCUMENT = openApi('http://localhost:3000');
const fieldsOf = (name: keyof typeof schemas) => Object.keys(schemas[name].properties ?? {}).sort();

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1, and every reference in it leads somewhere', async () => {
    const served = (await (await web.get('/api/v1/openapi.json')).json()) as object;
    expect(served).toEqual(JSON.parse(JSON.stringify(DOCUMENT)));
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(served) as Record<string, unknown>);
    expect([valid, errors]).toEqual([true, undefined]);
    expect(validator.version).toBe('3.1');
    for (const [, name] of JSON.stringify(served).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(Object.keys(schemas)).toContain(name);
    }
  });

  test('the validator finds what is wrong with a document', async () => {
    const broken = { ...DOCUMENT, paths: { nowhere: {} } };
    expect((await new Validator().validate(JSON.parse(JSON.stringify(broken)))).valid).toBe(false);
  });

  test('has every route for programs, and none that is not there', () => {
    // What a person takes home from «Мои поиски» is behind their cookie: no program asks for it.
    const forPrograms = /^\w+ (?:\/api\/v1\/|\/(?:healthz|readyz|metrics)$|(?!\/my\/).*\.json$)/;
    const served = web.routes.filter((route) => forPrograms.test(route));
    const told = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(told.sort()).toEqual([...new Set(served)].sort());
    expect(told).toContain('PUT /api/v1/sources/:name/vacancies/:id');
  });

  test('names the fields of a vacancy that the reader reads, and so does docs/formats.md', () => {
    const read = new Set<string>();
    const spy = noting(read);
    const parse = JSON.parse;
    JSON.parse = () => spy;
    try {
      readLine({ number: 1, text: '{}', tooLong: null });
    } finally {
      JSON.parse = parse;
    }
    expect([...read].sort()).toEqual(fieldsOf('Posting'));
    const docs = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
    const section = docs.slice(docs.indexOf('\n## `ndjson`'), docs.indexOf('\n## `csv`'));
    const rows = [...section.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap((row) =>
      [...row[1]!.matchAll(/`(\w+)`/g)].map((name) => name[1]),
    );
    expect(rows.sort()).toEqual(fieldsOf('Posting'));
  });

  test('tells the answers of a push and of the status as they are', async () => {
    const { key } = await makeKey(db.dataSource, { name: 'union' }, new Date());
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/x-ndjson' };
    const pushed = await fetch(`${web.url}/api/v1/sources/union/vacancies`, {
      method: 'POST',
      headers,
      body: '{"id":"1","title":"Повар"}\n{}',
    });
    const bulk = (await pushed.json()) as { rows: object[] };
    expect(Object.keys(bulk).sort()).toEqual(fieldsOf('BulkResult'));
    expect(Object.keys(bulk.rows[0]!).every((name) => fieldsOf('RowResult').includes(name))).toBe(true);
    expect(Object.keys(bulk.rows[1]!).sort()).toEqual(fieldsOf('RowResult'));
    await buildSource(db.dataSource, { name: 'board' });
    const { sources } = (await (await web.get('/status.json')).json()) as { sources: object[] };
    expect(Object.keys(sources[0]!).sort()).toEqual(fieldsOf('SourceStatus'));
  });
});

test('the page of the API tells every operation and every schema, in both languages', async () => {
  for (const [language, title] of [
    ['ru', 'API для программ'],
    ['en', 'The API'],
  ]) {
    const response = await web.get(`/api/docs?lang=${language}`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain(`<h1>${title}</h1>`);
    for (const path of Object.keys(DOCUMENT.paths)) expect(html).toContain(path);
    for (const name of Object.keys(schemas)) expect(html).toContain(`<section id="${name}"`);
    expect(html).not.toMatch(/<script(?! src="\/assets\/)|<style| style=/);
  }
});

/** A record that notes which of its fields are asked for. */
const noting = (asked: Set<string>): Record<string, unknown> =>
  new Proxy({} as Record<string, unknown>, {
    get: (_, name) => void (typeof name === 'string' && asked.add(name)),
  });
