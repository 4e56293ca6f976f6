import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FORMATS } from '../../src/collect/formats/index.js';
import { readSources, readSourcesFile, SourcesError } from '../../src/collect/sources/read-sources.js';

const FILE = '/etc/vestnik/sources.yaml';

function complaints(yaml: string): string[] {
  try {
    readSources(yaml, FILE);
  } catch (error) {
    expect(error).toBeInstanceOf(SourcesError);
    return (error as SourcesError).complaints;
  }
  return [];
}

const ASKED = 'name: a\nformat: ndjson\nurl: https://example.org/';

/** The complaints about one entry that is right but for these lines. */
const about = (lines: string) => complaints(`sources:\n  - ${lines.replaceAll('\n', '\n    ')}`);

describe('what is read', () => {
  test('an entry with every key', () => {
    const yaml = `
sources:
  - name: city-board
    format: yandex-rabota
    url: https://jobs.example.org/feed.xml
    title: Городская доска
    partner: true
    link: https://jobs.example.org
    every: 30m
    trusted: true
    complete: true`;
    expect(readSources(yaml, FILE)).toEqual([
      {
        name: 'city-board',
        format: 'yandex-rabota',
        from: { url: new URL('https://jobs.example.org/feed.xml') },
        title: 'Городская доска',
        partner: true,
        link: 'https://jobs.example.org/',
        every: 1_800_000,
        trusted: true,
        complete: true,
      },
    ]);
  });

  test('an entry with the least: every hour, not a partner, not trusted, not complete, files beside the list', () => {
    expect(readSources('sources: [{ name: a, format: ndjson, file: feeds/a.jsonl.gz }]', FILE)).toEqual([
      {
        name: 'a',
        format: 'ndjson',
        from: { file: '/etc/vestnik/feeds/a.jsonl.gz' },
        title: null,
        partner: false,
        link: null,
        every: 3_600_000,
        trusted: false,
        complete: false,
      },
    ]);
  });

  test('the name of a key, the header that carries it, how quickly to ask, and which pages to read', () => {
    const entry = (lines: string) =>
      readSources(`sources: [{ name: a, url: "https://e.example/", ${lines} }]`, FILE)[0];
    expect(entry('format: ndjson, key: CITY_BOARD_KEY, keyHeader: X-Api-App-Id, rate: 30/min')).toMatchObject(
      { key: 'CITY_BOARD_KEY', keyHeader: 'X-Api-App-Id', interval: 2_000 },
    );
    expect(entry('format: jsonld, rate: 2/s, pages: /vacancy/')).toMatchObject({
      interval: 500,
      pages: '/vacancy/',
    });
    expect(entry('format: ndjson, rate: 100 / h')).toMatchObject({ interval: 36_000 });
  });

  test('a source that pushes, which has a title and neither url nor file', () => {
    expect(
      readSources('sources: [{ name: a, format: push, title: Союз, partner: true }]', FILE),
    ).toMatchObject([{ name: 'a', format: 'push', from: { push: true }, title: 'Союз', partner: true }]);
    expect(about('name: a\nformat: push\nfile: a.jsonl')).toEqual([
      'Source "a" pushes by itself: take its url or file away.',
    ]);
  });

  test('nothing, from a file that is absent, empty, or holds only comments', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vestnik-sources-'));
    try {
      const file = join(folder, 'sources.yaml');
      expect(readSourcesFile(file)).toEqual([]);
      for (const text of ['', '# nothing yet\n', 'sources:\n', 'sources: []', '[]']) {
        await writeFile(file, text);
        expect([text, readSourcesFile(file)]).toEqual([text, []]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('nothing from the sources.yaml that we ship, and three entries when its signs # are taken away', async () => {
    const shipped = await readFile(new URL('../../sources.yaml', import.meta.url), 'utf8');
    expect(readSources(shipped, FILE)).toEqual([]);
    const examples = shipped.slice(shipped.indexOf('# sources:')).replace(/^# ?/gm, '');
    expect(readSources(examples, FILE).map(({ format }) => format)).toEqual([
      'yandex-rabota',
      'trudvsem',
      'ndjson',
    ]);
  });
});

describe('what is complained of', () => {
  test('everything at once, each sentence naming its entry', () => {
    const yaml = `
sources:
  - name: one
    format: nosuch
    url: https://jobs.example.org/
  - format: ndjson
    file: a.jsonl
  - name: three
    format: ndjson
    ulr: https://jobs.example.org/
    every: often
  - name: one
    format: ndjson
    file: b.jsonl`;
    expect(complaints(yaml)).toEqual([
      `Source "one" names the format "nosuch"; known are: ${FORMATS.map(({ name }) => name).join(', ')}, push.`,
      'Source 2 has no name.',
      'Source "three" takes minutes, hours or days as its every: 30m, 1h, 1d.',
      'Source "three" has the key "ulr", which is not known; known are: name, format, url or file, title, partner, link, every, trusted, complete, key, keyHeader, rate, pages, mapping.',
      'Source "three" needs either a url or a file.',
      'Source "one" stands there twice: give the second another name.',
    ]);
  });

  test.each([
    ['name: Ёж\nformat: ndjson\nfile: a', 'takes lower-case letters'],
    ['name: demo\nformat: ndjson\nfile: a', 'may not be called "demo"'],
    ['name: a\nformat: ndjson', 'needs either a url or a file'],
    ['name: a\nformat: ndjson\nfile: a\nurl: https://example.org/', 'needs either a url or a file'],
    ['name: a\nformat: ndjson\nurl: ftp://example.org/', 'begins with http:// or https://'],
    ['name: a\nformat: ndjson\nurl: somewhere', 'begins with http:// or https://'],
    ['name: a\nformat: ndjson\nfile: a\npartner: maybe', 'takes true or false as its partner'],
    ['name: a\nformat: ndjson\nfile: a\nlink: https://a.example', 'which is for partners'],
    [
      'name: a\nformat: ndjson\nfile: a\npartner: true\nlink: javascript:alert(1)',
      'takes a link that begins with',
    ],
    ['name: a\nformat: ndjson\nfile: a\nevery: 0h', 'takes minutes, hours or days'],
    ['name: a\nformat: ndjson\nfile: a\nevery: 90', 'takes minutes, hours or days'],
    ['name: a\nurl: https://example.org/', 'names no format'],
    [
      `${ASKED}\nkey: 5f1c-sEcReT\nkeyHeader: x-key`,
      'the key itself stands in that variable, never in this file',
    ],
    [`${ASKED}\nkey: SECRET_KEY\nkeyHeader: x-key`, "may not send one of Vestnik's own settings"],
    [`${ASKED}\nkey: BOARD_KEY`, 'needs a keyHeader beside its key'],
    [`${ASKED}\nkeyHeader: x-key`, 'has a keyHeader but no key'],
    [`${ASKED}\nkey: BOARD_KEY\nkeyHeader: "x: y"`, 'takes the name of a header as its keyHeader'],
    [`${ASKED}\nkey: BOARD_KEY\nkeyHeader: Content-Length`, 'none that HTTP itself needs'],
    [
      'name: a\nformat: ndjson\nurl: http://example.org/\nkey: BOARD_KEY\nkeyHeader: x-key',
      'over https only',
    ],
    [`${ASKED}\nrate: often`, 'takes a number of requests in a second, a minute or an hour'],
    [`${ASKED}\nrate: 0/s`, 'takes a number of requests in a second, a minute or an hour'],
    [`${ASKED}\npages: /job/`, 'only a format that reads web pages (jsonld) takes'],
  ])('%j', (lines, sentence) => {
    const said = about(lines);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(sentence);
  });

  test('an entry that is a mere text, a file that is no list, and what is no YAML', () => {
    expect(complaints('sources:\n  - https://example.org/')[0]).toContain('Source 1 is no entry');
    expect(complaints('feeds: []')[0]).toContain('It must hold a list');
    expect(complaints('sources: 5')[0]).toContain('It must hold a list');
    expect(complaints('just words')[0]).toContain('It must hold a list');
    expect(complaints('sources: [')[0]).toContain('It is not YAML');
  });

  test('the message names the file and lists the sentences', () => {
    expect(() => readSources('sources: [{ name: a, format: ndjson }]', FILE)).toThrow(
      `${FILE} needs a correction:\n  - Source "a" needs either a url or a file.`,
    );
  });
});
