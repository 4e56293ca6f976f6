// One process at a time installs or builds. The holder's lock file beats like a heart: one that stands still belongs to
// a process that was killed. (Process numbers would not do: a container gives them out again.)
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 1000;
const STILL_MS = 10_000;

/** Does `work` while no other process does such work in `root`. `stillMs` is when a silent holder counts as dead. */
export async function withInstallLock(root, work, stillMs = STILL_MS) {
  const file = join(root, '.install-lock');
  const beat = await take(file, stillMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(file, { force: true });
  }
}

async function take(file, stillMs) {
  let seen;
  let since = performance.now();
  while (!create(file)) {
    const now = read(file);
    if (now !== seen) [seen, since] = [now, performance.now()];
    else if (performance.now() - since > stillMs) bury(file, seen);
    await sleep(100);
  }
  const owner = randomUUID();
  const write = () => writeFileSync(file, `${owner} ${performance.now()}\n`);
  write();
  return setInterval(write, BEAT_MS);
}

function create(file) {
  try {
    writeFileSync(file, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // released just now
  }
}

function bury(file, seen) {
  if (read(file) === seen) rmSync(file, { force: true });
}
