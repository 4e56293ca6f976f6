// Builds dist/, but only when what it is made of has changed since. Templates and locales are read when they are used.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm } from './ensure-deps.mjs';
import { withInstallLock } from './install-lock.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = [
  'src',
  'migrations',
  'tsconfig.json',
  'tsconfig.migrations.json',
  'nest-cli.json',
  'package-lock.json',
];

/** Sees to it that dist/ is made of the present sources. Throws a sentence when the build fails. */
export async function ensureBuild(root = ROOT) {
  if (isFresh(root)) return;
  await withInstallLock(root, async () => {
    const print = fingerprint(root);
    if (isFresh(root, print)) return; // another start was quicker
    console.error('Building …');
    rmSync(stampOf(root), { force: true }); // or a build that is killed half-way would pass for whole
    await runNpm(root, ['run', '-s', 'build']);
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(stampOf(root), print);
  });
}

const stampOf = (root) => join(root, 'dist', '.build-hash');

const isFresh = (root, print = fingerprint(root)) =>
  existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === print;

function fingerprint(root) {
  const hash = createHash('sha256');
  for (const name of SOURCES) addTo(hash, root, name);
  return hash.digest('hex');
}

function addTo(hash, root, name) {
  const path = join(root, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory())
    for (const inner of readdirSync(path).sort()) addTo(hash, root, join(name, inner));
  if (found?.isFile()) hash.update(`${name}\0${found.size}\0`).update(readFileSync(path));
}
