import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const MODULE = new URL('../../scripts/follow-npm.mjs', import.meta.url).href;
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A shell that runs us as npm does, and what its program says from then on; `pid` is the program's. */
async function startInShell(
  event: string | undefined,
): Promise<{ shell: number; pid: number; next(): Promise<string> }> {
  const code = `
    const { followNpm } = await import('${MODULE}');
    followNpm();
    process.once('SIGTERM', () => setTimeout(() => { console.log('drained'); process.exit(0); }, 1200));
    setTimeout(() => process.exit(0), 8000);
    console.log(process.pid);`;
  const shell = spawn('sh', ['-c', '"$NODE" --input-type=module -e "$CODE"; true'], {
    cwd: PROJECT,
    env: { PATH: process.env.PATH, NODE: process.execPath, CODE: code, npm_lifecycle_event: event },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(shell.stdout)[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  return { shell: shell.pid!, pid: Number(await next()), next };
}

test('a service that npm started stops in good order when the shell between them is killed', async () => {
  const { shell, next } = await startInShell('start');
  await new Promise((resolve) => setTimeout(resolve, 700)); // one look, so that it knows of the handler
  process.kill(shell, 'SIGKILL');
  expect(await next()).toBe('drained');
});

test('a service that got SIGTERM itself is not cut short when npm goes too', async () => {
  const { shell, pid, next } = await startInShell('start');
  await new Promise((resolve) => setTimeout(resolve, 700));
  process.kill(pid, 'SIGTERM');
  process.kill(shell, 'SIGKILL');
  expect(await next()).toBe('drained');
});

test('a service that was started by hand outlives its shell', async () => {
  const { shell, pid, next } = await startInShell(undefined);
  process.kill(shell, 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(process.kill(pid, 0)).toBe(true);
  process.kill(pid, 'SIGTERM');
  expect(await next()).toBe('drained');
});
