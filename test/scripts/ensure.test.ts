import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

// A stand-in that notes its arguments in calls.txt, and makes node_modules or dist.
const FAKE_NPM = fileURLToPath(new URL('../support/npm-cli.mjs', import.meta.url));
const SCRIPTS = new URL('../../scripts/', import.meta.url);
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), `vestnik-test-${process.pid}-`));
  writeFileSync(join(root, 'package-lock.json'), lock({ one: '1.0.0' }));
  mkdirSync(join(root, 'src', 'inner'), { recursive: true });
  writeFileSync(join(root, 'src', 'inner', 'a.ts'), 'one');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const lock = (packages: Record<string, string>): string =>
  JSON.stringify({
    packages: Object.fromEntries(Object.entries(packages).map(([name, version]) => [name, { version }])),
  });

/** Runs ensureDeps or ensureBuild on the folder in a process of its own; answers its exit code and what it printed. */
function ensure(
  what: 'Deps' | 'Build',
  env: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const module = new URL(`ensure-${what.toLowerCase()}.mjs`, SCRIPTS).href;
  const code = `
    const { ensure${what} } = await import(${JSON.stringify(module)});
    await ensure${what}(${JSON.stringify(root)}).catch((error) => { console.error(error.message); process.exit(1); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, npm_execpath: FAKE_NPM, ...env },
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise((resolve) => child.on('close', (exit) => resolve({ code: exit ?? -1, said })));
}

const calls = (): string[] =>
  existsSync(join(root, 'calls.txt')) ? readFileSync(join(root, 'calls.txt'), 'utf8').trim().split('\n') : [];

test('packages are installed once, with those for development, and again only when the lock file says otherwise', async () => {
  expect(await ensure('Deps')).toEqual({ code: 0, said: expect.stringContaining('Installing packages') });
  expect(await ensure('Deps')).toEqual({ code: 0, said: '' });
  const install = 'ci --include=dev --no-audit --no-fund --loglevel=error';
  expect(calls()).toEqual([install]);

  writeFileSync(join(root, 'package-lock.json'), readFileSync(join(root, 'package-lock.json')));
  await ensure('Deps'); // a new date is no change
  expect(calls()).toEqual([install]);

  writeFileSync(join(root, 'package-lock.json'), lock({ one: '2.0.0' }));
  await ensure('Deps');
  expect(calls()).toEqual([install, install]);
});

test('packages that somebody installed by hand are taken as they are, unless one is missing', async () => {
  const [mine, others] = [process.platform, process.platform === 'linux' ? 'darwin' : 'linux'];
  const packages = {
    'node_modules/one': { version: '1.0.0' },
    'node_modules/theirs': { version: '1.0.0', optional: true, os: [others], cpu: [process.arch] },
    'node_modules/only-they-need': { version: '1.0.0', optional: true },
    'node_modules/ours': { version: '1.0.0', optional: true, os: [mine], cpu: [process.arch] },
  };
  const { 'node_modules/one': one, 'node_modules/ours': ours } = packages;
  const record = join(root, 'node_modules', '.package-lock.json');
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));

  writeFileSync(record, JSON.stringify({ packages: { 'node_modules/one': one, 'node_modules/ours': ours } }));
  await ensure('Deps');
  expect(calls()).toHaveLength(0);

  rmSync(join(root, 'node_modules', '.vestnik-deps'));
  writeFileSync(record, JSON.stringify({ packages: { 'node_modules/one': one } }));
  await ensure('Deps');
  expect(calls()).toHaveLength(1);
});

test('a failed installation is said in a sentence, and tried again the next time', async () => {
  const { code, said } = await ensure('Deps', { FAKE_NPM_FAILS: '1' });
  expect(code).toBe(1);
  expect(said).toContain('`npm ci --include=dev` failed (7): its reasons stand above.');
  expect((await ensure('Deps')).code).toBe(0);
  expect(calls()).toHaveLength(2);
});

test('of two starts at once one installs and the other waits for it', async () => {
  const both = await Promise.all([
    ensure('Deps', { FAKE_NPM_MS: '500' }),
    ensure('Deps', { FAKE_NPM_MS: '500' }),
  ]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(calls()).toHaveLength(1);
});

test('a lock that a killed process left behind is taken over once its heart stands still', async () => {
  const lockFile = join(root, '.install-lock');
  writeFileSync(lockFile, 'somebody 1');
  const { withInstallLock } = await import(new URL('install-lock.mjs', SCRIPTS).href);
  let beats = 0;
  const heart = setInterval(() => {
    beats += 1;
    if (beats < 10) appendFileSync(lockFile, '.');
  }, 50);
  const begun = performance.now();
  const worked = await withInstallLock(root, async () => 'done', 300);
  clearInterval(heart);
  expect(worked).toBe('done');
  expect(performance.now() - begun).toBeGreaterThan(450);
  expect(existsSync(lockFile)).toBe(false);
});

test('the build is made again only when a source has changed, and after one that failed', async () => {
  expect(await ensure('Build')).toEqual({ code: 0, said: 'Building …\n' });
  expect(await ensure('Build')).toEqual({ code: 0, said: '' });
  expect(calls()).toEqual(['run -s build']);

  writeFileSync(join(root, 'src', 'inner', 'a.ts'), 'two');
  expect((await ensure('Build', { FAKE_NPM_FAILS: '1' })).said).toContain('`npm run -s` failed (7)');
  await ensure('Build');
  await ensure('Build');
  expect(calls()).toHaveLength(3);
});
