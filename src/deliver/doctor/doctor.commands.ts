import type { Command } from 'commander';
import { answer } from '../../kit/command.js';
import { type Config, ConfigError, readConfig } from '../../kit/config.js';
import { createDataSource } from '../../store/data-source.js';
import { openDatabase } from '../../store/open-database.js';
import { askDns } from './dns.js';
import { type Diagnosis, examine } from './examine.js';
import { about, type Finding, type State } from './finding.js';
import { makeKey } from './make-key.js';
import { fromDomain } from './patient.js';
import { dkimName, dkimRecord, zoneLine } from './records.js';

interface DoctorOptions {
  dns: string[];
  leavesFrom: string[];
  zone?: boolean;
  json?: boolean;
}

/** `doctor`: what letters need, and what of it is missing. `dkim-key`: makes the key that signs. */
export function addDoctorCommands(program: Command): void {
  program
    .command('doctor')
    .description('look at settings, database, relay, DKIM, SPF, DMARC, PTR, MX and clock, and say what to do')
    .option(
      '--leaves-from <address...>',
      'the IP addresses that letters leave from, where they are not known here',
      [],
    )
    .option('--dns <address...>', 'ask these name servers, such as 9.9.9.9, in place of this machine’s', [])
    .option('--zone', 'print nothing but the records, as a zone file holds them')
    .option('--json', 'answer in JSON')
    .action(async (options: DoctorOptions) => {
      const { findings, records } = await diagnose(options);
      const ok = findings.every(({ state }) => state !== 'broken');
      if (!ok) process.exitCode = 1;
      const lines = () => (options.zone ? records.map(zoneLine).join('\n') : linesOf({ findings, records }));
      answer(options.json, { ok, findings, records }, lines);
    });
  program
    .command('dkim-key')
    .description('make a key for DKIM_KEY_FILE and print the DNS record that goes with it')
    .argument('<file>', 'where to keep it; it must not be there yet')
    .option('--selector <name>', 'in place of DKIM_SELECTOR')
    .option('--domain <domain>', 'in place of DKIM_DOMAIN or the domain of MAIL_FROM')
    .option('--json', 'answer in JSON')
    .action(async (file: string, given: { selector?: string; domain?: string; json?: boolean }) => {
      const { key } = await makeKey(file);
      const name = dkimName({ ...signs(), ...given });
      const value = dkimRecord({ key });
      answer(given.json, { file, name, type: 'TXT', value }, () =>
        [
          `${file} holds the key. Set DKIM_KEY_FILE to it, and publish:`,
          '',
          ...recordLines({ name, type: 'TXT', value, found: [] }),
        ].join('\n'),
      );
    });
}

/** Where the key will be looked for, as the settings say; production may still lack some, this one above all. */
function signs(): { selector: string; domain: string } {
  const config = readConfig({ ...process.env, NODE_ENV: '', DKIM_KEY_FILE: 'new' }, process.cwd());
  const { signing } = config.mail;
  return signing.by === 'us' ? signing : { selector: 'vestnik', domain: fromDomain(config) };
}

async function diagnose({ dns, leavesFrom }: DoctorOptions): Promise<Diagnosis> {
  const say = about('settings');
  try {
    const config = readConfig(process.env, process.cwd());
    const told = { config, dns: askDns(dns), leavesFrom, now: new Date() };
    return await examine(told, (look) => withDatabase(config, look));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { findings: error.complaints.map((complaint) => say('broken', `${complaint}.`)), records: [] };
  }
}

/** Opens it as it is: unlike other commands, this one does not bring its schema up to date. */
async function withDatabase<T>(
  { databaseUrl, dataDir }: Config,
  look: (db: ReturnType<typeof createDataSource>) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({ databaseUrl, dataDir, role: 'command', log: () => undefined });
  const db = createDataSource(database.url);
  try {
    return await look(await db.initialize());
  } finally {
    if (db.isInitialized) await db.destroy();
    await database.stop();
  }
}

const MARKS: Record<State, string> = { ok: 'ok    ', todo: 'to do ', broken: 'BROKEN' };

function linesOf({ findings, records }: Diagnosis): string {
  const lines = findings.map(({ state, check, says }: Finding) => `${MARKS[state]} ${check}: ${says}`);
  const publish = records.flatMap((record) => ['', ...recordLines(record)]);
  if (publish.length > 0)
    lines.push('', 'What DNS should say (--zone prints it as a zone file):', ...publish);
  return lines.join('\n');
}

function recordLines({ name, type, value, found }: Diagnosis['records'][number]): string[] {
  const other = found.filter((text) => text !== value);
  const stands = found.includes(value) ? ['  (stands there)'] : other.map((text) => `  (now: ${text})`);
  return [`${name}  ${type}`, `  ${value}`, ...stands];
}
