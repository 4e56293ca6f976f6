import type { DataSource } from 'typeorm';
import type { Config } from '../../kit/config.js';
import { readSigner, type Signer } from '../dkim.js';
import { readRelayUrl } from '../relay-address.js';
import { checkBounces } from './check-bounces.js';
import { checkDatabase } from './check-database.js';
import { checkDkim } from './check-dkim.js';
import { checkDmarc } from './check-dmarc.js';
import { checkNames } from './check-names.js';
import { checkRelay } from './check-relay.js';
import { checkSettings } from './check-settings.js';
import { checkSpf } from './check-spf.js';
import { type Dns, DnsSilent } from './dns.js';
import { findExit } from './exit.js';
import { about, type Finding } from './finding.js';
import type { Patient } from './patient.js';
import { type DnsRecord, recordsToPublish } from './records.js';

/** What an examination is told. */
export interface Told {
  config: Config;
  dns: Dns;
  /** Addresses that letters leave from, where the operator knows them. */
  leavesFrom: readonly string[];
  now: Date;
}

/** What `doctor` answers. */
export interface Diagnosis {
  findings: Finding[];
  records: DnsRecord[];
}

const OF_MAIL = [
  ['relay', checkRelay],
  ['DKIM', checkDkim],
  ['SPF', checkSpf],
  ['DMARC', checkDmarc],
  ['PTR', checkNames],
  ['returned mail', checkBounces],
] as const;

/** Looks at everything that letters need. Changes nothing, sends nothing, and says rather than throws what is wrong. */
export async function examine(
  told: Told,
  withDatabase: (look: (db: DataSource) => Promise<Finding[]>) => Promise<Finding[]>,
): Promise<Diagnosis> {
  const { config, dns, now } = told;
  const relay = config.smtpUrl === null ? null : readRelayUrl(config.smtpUrl);
  const exit = await findExit(dns, relay?.host ?? null, told.leavesFrom).catch(() => NOWHERE);
  const patient: Patient = { config, dns, relay, exit, signer: signerOf(config), now };
  const looks = [
    asSaid('database', () => withDatabase(checkDatabase)),
    ...OF_MAIL.map(([name, check]) => asSaid(name, () => check(patient))),
  ];
  const found = await Promise.all(looks);
  const records = await recordsToPublish(patient).catch(() => []);
  return { findings: [...checkSettings(config), ...found.flat()], records };
}

const NOWHERE = { addresses: [], known: 'relay' as const };

/** Null also where the key is of no use: that is a finding. */
function signerOf({ mail }: Config): Signer | null {
  try {
    return readSigner(mail.signing);
  } catch {
    return null;
  }
}

/** A silent name server leaves one look undone, not all of them. */
async function asSaid(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  const say = about(check);
  try {
    return await look();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return [
      say(
        error instanceof DnsSilent ? 'todo' : 'broken',
        error instanceof DnsSilent ? `${words} Try again, or ask another server with --dns ADDRESS.` : words,
      ),
    ];
  }
}
