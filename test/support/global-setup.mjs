// One Postgres for the whole run, with settings that trade safety for speed. Its folder goes with it; a run that was
// killed has its server stopped by the watchdog and its folder removed by the next run.
import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './typescript.mjs';

const { openServer } = await import('../../src/store/embedded/open-server.ts');
const { isAlive } = await import('../../src/store/embedded/postmaster.ts');

const PREFIX = 'vestnik-test-';

export default async function globalSetup() {
  sweep();
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    chmodSync(dataDir, 0o711); // root's tests run Postgres under another account
    const server = await openServer({ dataDir, throwaway: true, log: console.error });
    globalThis.vestnikTestServer = { server, dataDir };
    process.env.TEST_PG = server.urlOf('postgres');
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true }); // a failed setup has no teardown
    throw error;
  }
}

function sweep() {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) && Number(name.slice(PREFIX.length).split('-')[0]);
    const path = join(tmpdir(), name);
    if (!pid || isAlive(pid) || lstatSync(path).uid !== process.getuid?.()) continue;
    rmSync(path, { recursive: true, force: true });
  }
}
