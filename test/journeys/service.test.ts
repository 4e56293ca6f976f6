import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { testDatabase } from '../support/database.js';
import { cleanUp, isServed, makeDataDir, until } from '../support/embedded.js';

const CLI = fileURLToPath(new URL('../../bin/vestnik.mjs', import.meta.url));
// Nothing listens there: the port of the protocol "discard".
const NOWHERE = '127.0.0.1:9';

/** `vestnik …` as an operator would run it. */
interface Run {
  process: ChildProcess;
  stdout: string;
  stderr: string;
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | string | null>;
}

const running: Run[] = [];
let folder: string | undefined;
const servers: Server[] = [];
afterEach(async () => {
  for (const { process: child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  for (const server of servers.splice(0)) server.closeAllConnections();
});
afterAll(() => cleanUp(folder === undefined ? [] : [folder]));

function vestnik(words: string[], env: NodeJS.ProcessEnv): Run {
  const child = spawn(process.execPath, [CLI, ...words], { env: { PATH: process.env.PATH, ...env } });
  const ended = new Promise<number | string | null>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? code)),
  );
  const run: Run = { process: child, stdout: '', stderr: '', ended };
  child.stdout.on('data', (chunk: Buffer) => {
    run.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    run.stderr += chunk.toString();
  });
  running.push(run);
  return run;
}

/** A data folder (made once: its first start takes seconds), and no sources but the one at `url`. */
function settings(url?: string): NodeJS.ProcessEnv {
  folder ??= makeDataDir();
  const sources = join(folder, 'sources.yaml');
  const listed = url === undefined ? '' : `  - {name: slow, format: ndjson, url: '${url}', trusted: true}\n`;
  writeFileSync(sources, `sources:\n${listed}`);
  return { DATA_DIR: folder, SOURCES_FILE: sources, PORT: '0' };
}

async function serve(env: NodeJS.ProcessEnv): Promise<Run & { port: number }> {
  const run = vestnik(['serve'], env);
  const over = run.ended.then((code) => {
    throw new Error(`vestnik serve ended with ${code}: ${run.stderr}`);
  });
  await Promise.race([until(() => run.stdout.includes('answers at'), 20_000), over]);
  over.catch(() => undefined);
  const port = Number(/localhost:(\d+)/.exec(run.stdout)?.[1]);
  return Object.assign(run, { port });
}

const EXPECTED = /^$|^Building …$|^Vestnik answers at|^\{"level":30/;

/** What was logged as going wrong, and whatever is no log at all but for the sentences of a start. */
const complaints = ({ stdout, stderr }: Run): string[] =>
  `${stdout}\n${stderr}`.split('\n').filter((line) => !EXPECTED.test(line));

/** A feed that begins to answer and never ends. */
async function endlessFeed(): Promise<{ url: string; asked: () => boolean }> {
  let asked = false;
  const server = createServer((_, response) => {
    asked = true;
    response.write('{"id":"1",');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  servers.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`, asked: () => asked };
}

describe('a service', () => {
  test('ends within seconds though a feed and a visitor never do; kill −9 leaves no database behind', async () => {
    const feed = await endlessFeed();
    const env = settings(feed.url);
    const service = await serve(env);
    const visitor = connect(service.port, '127.0.0.1', () => visitor.write('GET / HTTP/1.1\r\nHost: x\r\n'));
    visitor.on('error', () => undefined);
    await until(feed.asked);
    service.process.kill('SIGTERM');
    const begun = performance.now();
    expect(await service.ended).toBe(0);
    expect(performance.now() - begun).toBeLessThan(9000);
    expect(complaints(service)).toEqual([expect.stringContaining('not waited for any longer')]);
    const killed = await serve(env);
    killed.process.kill('SIGKILL');
    await killed.ended;
    await until(() => !isServed(env.DATA_DIR!), 4000);
  }, 90_000);

  test('serves beside commands, alone on its folder and port, and ends by SIGTERM with nothing left', async () => {
    const env = settings();
    const service = await serve(env);
    const second = vestnik(['serve'], env);
    const taken = vestnik(['run', '--now', '2031-05-05T06:01:00Z', '--json'], env);
    expect(await second.ended).toBe(1);
    expect(second.stderr).toMatch(/^Vestnik already runs on this DATA_DIR \(.*\): stop it, or set another/);
    expect(await taken.ended).toBe(0);
    const counts = JSON.parse(taken.stdout) as Record<string, number>;
    expect(counts).toMatchObject({ digests: 0, letters: 0, sent: 0, failed: 0, inDoubt: 0, matched: 0 });
    expect(counts.added).toBeGreaterThan(0);
    service.process.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(complaints(service)).toEqual([]);
    expect(isServed(env.DATA_DIR!)).toBe(false);
  }, 90_000);
});

describe('what is not there is said in a sentence', () => {
  test('no database', async () => {
    const run = vestnik(['serve'], { ...settings(), DATABASE_URL: `postgres://x:secret@${NOWHERE}/v` });
    expect(await run.ended).toBe(1);
    expect(run.stderr).toBe(
      `The database of DATABASE_URL (${NOWHERE}/v) cannot be used: connect ECONNREFUSED ${NOWHERE}\n`,
    );
  });

  test('a port of one’s own', async () => {
    const { url } = await endlessFeed();
    const { port } = new URL(url);
    const database = await testDatabase();
    const run = vestnik(['serve'], { ...settings(), DATABASE_URL: database.url, PORT: port });
    expect(await run.ended).toBe(1);
    await database.close();
    expect(run.stderr.split('\n').at(-2)).toBe(
      `Port ${port} is taken by another program: stop that one, or set another PORT.`,
    );
    expect(run.stderr).not.toContain('    at ');
  });
});
