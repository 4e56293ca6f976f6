// Keeps the embedded Postgres for as long as any Vestnik process uses it, and not a moment longer.
//
// Every such process holds a shared advisory lock (`locks.use`) on the server. This process learns from the end of
// its standard input that its starter is gone; from then on it stops the server as soon as it gets that lock for
// itself. It is a process of its own, detached, because nothing else survives a `kill -9` of the starter or a Ctrl+C
// on the terminal. Plain JavaScript, so that it runs in place from sources and from a build alike.
//
// Argument: JSON { postgres, args, account, port, secret (file with the password), locks: { use, watch }, adopt }
// `adopt` is the process id of a server that lost its watchdog; without it a server is started.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const POLL_MS = 500;
const HARD_STOP_MS = 8000;
// After a crash of one of its backends Postgres drops all connections: let the users take their lock again first.
const AFTER_LOSS_MS = 5000;

const { postgres, args, account, port, secret, locks, adopt } = JSON.parse(process.argv[2]);
const password = readFileSync(secret, 'utf8').trim();

let abandoned = false;
const abandonment = new Promise((resolve) => {
  for (const event of ['end', 'close', 'error']) process.stdin.on(event, resolve);
  // A signal to the whole group must not pull the database away from a service that still drains its work.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
}).then(() => {
  abandoned = true;
});
process.stdin.resume();

const pid = adopt ?? start();
for (let client = await connect(); ; client = await reconnect()) {
  const had = await take(client, locks.watch);
  if (adopt && had === false) process.exit(0); // another watchdog cares for the server already
  await Promise.race([abandonment, client.lost]);
  if (await isUnused(client)) break;
}
await stop();

function start() {
  const server = spawn(postgres, args, { ...account, cwd: '/', stdio: ['ignore', 'inherit', 'inherit'] });
  server.on('exit', (code) => process.exit(code ?? 1));
  server.on('error', (error) => {
    console.error(`FATAL: ${postgres} cannot be started: ${error.message}`);
    process.exit(1);
  });
  return server.pid;
}

/** A connection to the server. Nobody can be using one that gives none for seconds, so it is stopped once abandoned. */
async function connect() {
  for (let refusals = 0; refusals * POLL_MS < AFTER_LOSS_MS; refusals += abandoned ? 1 : 0) {
    const client = new pg.Client({
      ...{ host: '127.0.0.1', port, user: 'vestnik', database: 'postgres', password },
      ...{ application_name: 'vestnik watchdog', connectionTimeoutMillis: 2000 },
    });
    client.lost = new Promise((resolve) => client.on('error', resolve).on('end', resolve));
    try {
      await client.connect();
      return client;
    } catch (error) {
      // A server of our own says by its exit when it is gone.
      if (adopt && error.code === 'ECONNREFUSED') process.exit(0);
    }
    await sleep(abandoned ? POLL_MS : 100);
  }
  return stop();
}

async function reconnect() {
  await sleep(AFTER_LOSS_MS);
  return connect();
}

/** True as soon as nobody uses the server any more; false when the connection was lost meanwhile. */
async function isUnused(client) {
  for (;;) {
    await sleep(POLL_MS / 10); // the backend of a killed process needs a moment to notice
    const had = await take(client, locks.use);
    if (had !== false) return had === true;
    await sleep(POLL_MS);
  }
}

/** Whether the lock could be had; undefined when the connection is lost. */
async function take(client, lock) {
  try {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as had', [lock]);
    return rows[0].had;
  } catch {
    await client.end().catch(() => {});
    return undefined;
  }
}

/** Fast stop, then a hard one. The lock is held until the server is gone, which keeps newcomers out. */
async function stop() {
  signal('SIGINT');
  await sleep(HARD_STOP_MS, undefined, { signal: adopt ? goneSignal() : undefined }).catch(() =>
    process.exit(0),
  );
  signal('SIGQUIT');
  await sleep(2000);
  process.exit(1);
}

// The exit of a server that is not our child is not told to anyone.
function goneSignal() {
  const gone = new AbortController();
  setInterval(() => signal(0) || gone.abort(), 100);
  return gone.signal;
}

function signal(name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
