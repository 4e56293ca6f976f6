// `npm test`: everything that must hold, from the lock file to the journeys. Prints one line a check and, last, how
// many passed and failed. Installs what is missing first, so that it runs in a fresh clone.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuild } from './ensure-build.mjs';
import { ensureDeps } from './ensure-deps.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules', ...name.split('/'));

/** Each is a whole program: its name, its file, its arguments. Cheap ones first, so that a slip is told at once. */
const CHECKS = [
  ['lock file', 'scripts/check-lock.mjs', []],
  ['format and lint', bin('@biomejs/biome/bin/biome'), ['check', '.']],
  ['types', bin('typescript/bin/tsc'), ['--noEmit', '-p', 'tsconfig.test.json']],
  ['promises', bin('eslint/bin/eslint.js'), ['.']],
  [
    'import rules',
    bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    ['--config', '.dependency-cruiser.cjs', 'src'],
  ],
  ['dead code', bin('knip/bin/knip.js'), []],
];

function run(name, file, args) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
      if (code !== 0) console.log(Buffer.concat(output).toString());
      resolve(code === 0);
    });
  });
}

async function runChecks() {
  const results = [];
  for (const [name, file, args] of CHECKS) results.push(await run(name, file, args));
  return results;
}

/** Jest with what it prints shown as it comes; answers how many tests passed and failed. */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'vestnik-check-'));
  const report = join(folder, 'jest.json');
  const args = [
    // Threads that tests start load our TypeScript by it: they inherit node's options, not Jest's transforms.
    '--import',
    './test/support/typescript.mjs',
    '--experimental-vm-modules',
    '--no-warnings',
    bin('jest/bin/jest.js'),
    '--json',
    '--outputFile',
    report,
  ];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('close', () => {
      resolve(readReport(report));
      rmSync(folder, { recursive: true, force: true });
    });
  });
}

function readReport(file) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function build() {
  try {
    await ensureBuild();
    console.log('ok   build');
    return true;
  } catch (error) {
    console.log(`FAIL build\n${error.message}`);
    return false;
  }
}

await ensureDeps();
const built = await build();
// Two cores: the checks share them with the tests.
const [checks, tests] = await Promise.all([runChecks(), runTests()]);
const results = [built, ...checks];
const passed = results.filter(Boolean).length + tests.passed;
const failed = results.filter((ok) => !ok).length + tests.failed;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
