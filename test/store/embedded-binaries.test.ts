import { mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { restoreLinks } from '../../src/store/embedded/binaries.js';
import { makeDataDir } from '../support/embedded.js';

const folder = makeDataDir();
afterAll(() => rmSync(folder, { recursive: true }));

test('links of the libraries are made where npm was not allowed to make them', () => {
  const native = join(folder, 'native');
  mkdirSync(join(native, 'lib'), { recursive: true });
  writeFileSync(join(native, 'lib', 'libx.so.1.2'), 'library');
  const links = ['libx.so', 'libx.so.1'].map((name) => ({
    source: 'native/lib/libx.so.1.2',
    target: `native/lib/${name}`,
  }));
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  restoreLinks(native);
  restoreLinks(native);
  expect(readFileSync(join(native, 'lib', 'libx.so'), 'utf8')).toBe('library');
  expect(readlinkSync(join(native, 'lib', 'libx.so.1'))).toBe('libx.so.1.2');
});
