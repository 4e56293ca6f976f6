// Installs the packages of package-lock.json, but only when it has changed since the last time: it compares hashes,
// because a checkout gives every file a new date. Uses nothing but node's own modules: it runs before there are others.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withInstallLock } from './install-lock.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Sees to it that node_modules is what package-lock.json says. Throws a sentence when npm fails. */
export async function ensureDeps(root = ROOT) {
  if (isFresh(root)) return;
  await withInstallLock(root, async () => {
    if (isFresh(root)) return; // another start was quicker
    if (!isInstalled(root)) {
      console.error('Installing packages (once; takes about a minute) …');
      await runNpm(root, ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    }
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    writeFileSync(stampOf(root), fingerprint(root));
  });
}

/** Runs npm in `root`, its output on our stderr. Throws a sentence when it fails. */
export function runNpm(root, args) {
  const cli = process.env.npm_execpath;
  // Under yarn or pnpm it names those; and the npm of PATH is a script, which Windows runs in a shell only.
  const [program, first] = /npm-cli\.[cm]?js$/.test(cli ?? '') ? [process.execPath, [cli]] : ['npm', []];
  const shell = program === 'npm' && process.platform === 'win32';
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], { cwd: root, stdio: ['ignore', 2, 2], shell });
    const command = `npm ${args.slice(0, 2).join(' ')}`;
    child.on('error', (error) =>
      reject(new Error(`npm cannot be run (${error.message}): install npm 10 or newer.`)),
    );
    child.on('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`\`${command}\` failed (${signal ?? code}): its reasons stand above.`)),
    );
  });
}

const stampOf = (root) => join(root, 'node_modules', '.vestnik-deps');

// The machine belongs to it: half of the packages are programs for one system.
const fingerprint = (root) =>
  createHash('sha256')
    .update(`${process.platform} ${process.arch}\n`)
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

const isFresh = (root) =>
  existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === fingerprint(root);

/** Whether somebody has run npm by hand: then its own record of node_modules holds every package of the lock file. */
function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const [wanted, found] = [join(root, 'package-lock.json'), record].map(readPackages);
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || isForOthers(entry) || found[path]?.version === entry.version,
  );
}

const readPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

// Optional are the programs for each system. Ours must be there; those of others are not, nor what only they need. One
// that names a C library may be ours or not.
const isForOthers = ({ optional, os, cpu, libc }) =>
  optional && !(os && cpu && !libc && allows(os, process.platform) && allows(cpu, process.arch));

const allows = (list, ours) =>
  !list || list.includes(ours) || (list[0].startsWith('!') && !list.includes(`!${ours}`));
