// `node scripts/mail-check.mjs`: what filters and verifiers that are not ours make of every letter that people get. Uses
// what is installed (on Debian: python3-dkim, spamassassin, rspamd), says in a sentence what is not, prints the figures,
// exits 1 where a letter is over its limit. Nothing leaves this machine: names are answered by a server of its own.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import '../test/support/typescript.mjs';

const { allLetters, mailZone, received, RELAY, TO } = await import('../test/letters/kinds.ts');
const { serveDns } = await import('../test/support/dns-zone.ts');

const LIMITS = { spamassassin: 0.5, rspamd: 1.1 };
const folder = mkdtempSync(join(tmpdir(), 'vestnik-mail-check-'));
const faults = [];

const has = (program, ...words) => spawnSync(program, words, { stdio: 'ignore' }).status === 0;

function skipped(what, debianPackage) {
  console.log(`skipped: no ${what} (on Debian: apt-get install ${debianPackage})`);
}

/** Every letter with what two mail servers wrote above it: filters judge by that, too. */
function writeLetters() {
  return [...allLetters(new Date())].map(([name, letter], n) => {
    const file = join(folder, `${n}.eml`);
    writeFileSync(file, received(letter));
    return { name, file };
  });
}

const VERIFY = `
import sys, json, dkim
zone = json.load(open(sys.argv[1]))
def txt(name, timeout=5):
    return zone.get(name.decode().rstrip('.').lower(), {}).get('TXT', [''])[0].encode() or None
for file in sys.argv[2:]:
    raw = open(file, 'rb').read()
    changed = raw.replace(b'=One-Click', b'=One-Clack')
    print(json.dumps([dkim.verify(raw, dnsfunc=txt), changed != raw and dkim.verify(changed, dnsfunc=txt)]))
`;

function checkDkim(letters) {
  // Debian's own, where another one stands first in the path.
  const python = ['python3', '/usr/bin/python3'].find((each) => has(each, '-c', 'import dkim'));
  if (python === undefined) return skipped('python3-dkim', 'python3-dkim');
  const zone = join(folder, 'zone.json');
  writeFileSync(zone, JSON.stringify(mailZone));
  const { stdout } = spawnSync(python, ['-c', VERIFY, zone, ...letters.map(({ file }) => file)], {
    encoding: 'utf8',
  });
  const lines = stdout.trim().split('\n');
  for (const [n, { name }] of letters.entries()) {
    const [whole, changed] = JSON.parse(lines[n] || '[false,false]');
    if (!whole) faults.push(`${name}: dkimpy does not verify the signature`);
    if (changed) faults.push(`${name}: dkimpy verifies it also where =One-Click was changed`);
  }
  console.log(
    `dkimpy: ${lines.filter((line) => line.startsWith('[true')).length} of ${letters.length} signatures verify`,
  );
}

function checkSpamassassin(letters) {
  if (!has('spamassassin', '--version')) return skipped('SpamAssassin', 'spamassassin');
  for (const { name, file } of letters) {
    const words = ['-L', '-t', '--siteconfigpath=/etc/spamassassin', `--prefspath=${join(folder, 'prefs')}`];
    const { stdout } = spawnSync('sh', ['-c', `spamassassin ${words.join(' ')} < ${file}`], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    });
    const [, score, tests = ''] =
      /^X-Spam-Status: \w+, score=(\S+) .*?tests=([\s\S]*?) autolearn/m.exec(stdout) ?? [];
    report('SpamAssassin', name, {
      score: Number(score ?? Number.NaN),
      limit: LIMITS.spamassassin,
      why: tests.replace(/\s/g, ''),
    });
  }
}

function report(filter, name, { score, limit, why }) {
  console.log(`${filter}: ${score.toFixed(2).padStart(5)}  ${name}  ${why}`);
  if (!(score <= limit)) faults.push(`${name}: ${filter} gives ${score}, the limit is ${limit} (${why})`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.setTimeout(1000, () => resolve(false)).unref();
  });

/** Rspamd with a folder, ports and a name server of its own; the Debian configuration otherwise. */
async function startRspamd(dnsPort) {
  const [normal, controller, proxy, fuzzy] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const local = join(folder, 'local.d');
  mkdirSync(local, { recursive: true });
  const settings = {
    'options.inc': `dns { nameserver = ["127.0.0.1:${dnsPort}:1"]; timeout = 1s; retransmits = 2; }\n`,
    'worker-normal.inc': `bind_socket = "127.0.0.1:${normal}"; count = 1;\n`,
    'worker-controller.inc': `bind_socket = "127.0.0.1:${controller}"; count = 1;\n`,
    'worker-proxy.inc': `bind_socket = "127.0.0.1:${proxy}"; enabled = false;\n`,
    'worker-fuzzy.inc': `bind_socket = "127.0.0.1:${fuzzy}"; enabled = false;\n`,
    'logging.inc': 'type = "console"; level = "error";\n',
  };
  for (const [name, text] of Object.entries(settings)) writeFileSync(join(local, name), text);
  chmodSync(folder, 0o755);
  const state = join(folder, 'state');
  mkdirSync(state);
  const asRoot = process.getuid() === 0;
  if (asRoot) spawnSync('chown', ['_rspamd', state]);
  const variables = ['LOCAL_CONFDIR', 'DBDIR', 'RUNDIR', 'LOGDIR'].map(
    (name) => `--var=${name}=${name === 'LOCAL_CONFDIR' ? folder : state}`,
  );
  const user = asRoot ? ['-u', '_rspamd', '-g', '_rspamd'] : [];
  const child = spawn('rspamd', ['-f', '-i', ...user, ...variables], {
    stdio: ['ignore', 'ignore', 'ignore'],
    detached: true,
  });
  for (let second = 0; second < 180 && child.exitCode === null; second += 1) {
    if (await answers(normal)) break;
    await wait(1000);
  }
  return { child, port: normal };
}

async function stop(child) {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  const late = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 10_000);
  await once(child, 'exit');
  clearTimeout(late);
}

async function checkRspamd(letters) {
  if (!has('rspamd', '--version')) return skipped('rspamd', 'rspamd');
  const dns = await serveDns(mailZone);
  const { child, port } = await startRspamd(dns.address.split(':')[1]);
  try {
    if (!(await answers(port))) return faults.push('rspamd did not start within three minutes');
    for (const { name, file } of letters) {
      const { symbols, score } = await ask(port, file);
      const why = Object.values(symbols)
        .filter((each) => each.score !== 0)
        .map((each) => `${each.name}(${each.score.toFixed(2)})`);
      report('rspamd', name, { score, limit: LIMITS.rspamd, why: why.join() });
      if (symbols.URI_COUNT_ODD) faults.push(`${name}: rspamd says URI_COUNT_ODD`);
    }
  } finally {
    await stop(child);
    await dns.close();
  }
}

async function ask(port, file) {
  const reply = await fetch(`http://127.0.0.1:${port}/checkv2`, {
    method: 'POST',
    body: readFileSync(file),
    headers: {
      From: 'b+probe@bounce.example.org',
      Rcpt: TO,
      Helo: RELAY.name,
      Hostname: RELAY.name,
      IP: RELAY.address,
    },
    signal: AbortSignal.timeout(60_000),
  });
  return reply.json();
}

try {
  const letters = writeLetters();
  checkDkim(letters);
  checkSpamassassin(letters);
  await checkRspamd(letters);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.log(`FAIL ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
