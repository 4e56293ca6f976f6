import { expect, test } from '@jest/globals';
import { readMapping } from '../../../src/collect/formats/mapping.js';
import { readSources } from '../../../src/collect/sources/read-sources.js';

test('a mapping tells all of its mistakes at once, each in a sentence', () => {
  const written = {
    titel: 'x',
    places: [],
    pay: { form: 'a' },
    delimiter: ';;',
    encoding: 'cp-none',
    where: { a: {} },
  };
  const complaints = readMapping(written) as string[];
  expect(complaints).toContainEqual('mapping.title is needed: a posting without one is none.');
  expect(complaints).toContainEqual(
    expect.stringContaining('mapping has the key "titel"; known are: id, url, title'),
  );
  expect(complaints).toContainEqual(expect.stringMatching(/^mapping\.places takes a column or path/));
  expect(complaints).toContainEqual(
    expect.stringMatching(/^mapping\.pay has the key "form"; known are: from, to/),
  );
  expect(complaints).toContainEqual('mapping.delimiter takes one character, as in ";".');
  expect(complaints).toContainEqual('mapping.encoding takes the name of an encoding, as in windows-1251.');
  expect(complaints).toContainEqual(expect.stringMatching(/^mapping\.where\.a takes a value/));
});

test('sources.yaml takes a mapping for csv and json, asks for it there, and refuses it elsewhere', () => {
  const entry = (format: string, rest = '') => `sources:\n  - { name: a, format: ${format}, file: x${rest} }`;
  expect(readSources(entry('csv', ', mapping: { title: name }'), '/s.yaml')[0]).toMatchObject({
    mapping: { title: 'name' },
  });
  expect(() => readSources(entry('csv'), '/s.yaml')).toThrow(
    /Source "a" needs a mapping .* the shortest is mapping: \{ id: column, title: column \}\./,
  );
  expect(() => readSources(entry('ndjson', ', mapping: { title: name }'), '/s.yaml')).toThrow(
    'takes no mapping',
  );
  expect(() => readSources(entry('json', ', mapping: { id: name }'), '/s.yaml')).toThrow(
    'Source "a" has a mistake in its mapping: mapping.title is needed',
  );
});
