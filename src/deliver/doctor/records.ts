import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import type { Signer } from '../dkim.js';
import { envelopeDomain, fromDomain, type Patient } from './patient.js';
import { includeOf } from './providers.js';
import { spfRecords } from './spf.js';

/** A record to publish, and what stands at its name now. */
export interface DnsRecord {
  name: string;
  type: 'TXT' | 'MX' | 'PTR';
  value: string;
  found: string[];
}

/** All that DNS should say of this service, as far as it can be known here. */
export async function recordsToPublish(patient: Patient): Promise<DnsRecord[]> {
  const { config, dns, signer } = patient;
  const from = fromDomain(config);
  const envelope = envelopeDomain(config);
  const { bounceDomain } = config.mail;
  const text = async (name: string, value: string): Promise<DnsRecord> => ({
    name,
    type: 'TXT',
    value,
    found: await dns.txt(name),
  });
  const records = [
    { name: envelope, type: 'TXT' as const, value: spfFor(patient), found: await spfRecords(dns, envelope) },
    await text(`_dmarc.${from}`, dmarcFor(from)),
    ...(await pointers(patient)),
  ];
  if (signer !== null) records.unshift(await text(dkimName(signer), dkimRecord(signer)));
  if (bounceDomain === null) return records;
  const found = await dns.mx(bounceDomain);
  return [...records, { name: bounceDomain, type: 'MX', value: `10 ${boxHost(patient)}.`, found }];
}

/** Where the public half of the key is looked for. */
export const dkimName = ({ selector, domain }: Pick<Signer, 'selector' | 'domain'>): string =>
  `${selector}._domainkey.${domain}`;

/** The public half, as verifiers read it (RFC 6376 §3.6.1). */
export const dkimRecord = ({ key }: Pick<Signer, 'key'>): string =>
  `v=DKIM1; k=rsa; p=${createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')}`;

/** Permits the addresses that letters leave from, or the provider that the relay belongs to. */
export function spfFor({ exit, relay }: Pick<Patient, 'exit' | 'relay'>): string {
  const include = relay === null ? null : includeOf(relay.host);
  if (include !== null && exit.known !== 'told') return `v=spf1 include:${include} ~all`;
  if (exit.addresses.length === 0) return 'v=spf1 ip4:192.0.2.1 -all (with your own address)';
  const terms = exit.addresses.map((address) => `ip${isIP(address)}:${address}`);
  return `v=spf1 ${terms.join(' ')} ${exit.known === 'relay' ? '~all' : '-all'}`;
}

/** Asks for nothing but reports; quarantine or reject come when these show no strangers. */
export const dmarcFor = (domain: string): string => `v=DMARC1; p=none; rua=mailto:postmaster@${domain}`;

/** The server with the box, as far as IMAP_URL says. */
const boxHost = ({ config }: Patient): string =>
  config.mail.imapUrl === null ? `mail.${fromDomain(config)}` : new URL(config.mail.imapUrl).hostname;

function pointers({ config, dns, exit }: Patient): Promise<DnsRecord[]> {
  if (exit.known === 'relay') return Promise.resolve([]);
  const value = `${config.mail.ehloName ?? `mail.${fromDomain(config)}`}.`;
  return Promise.all(
    exit.addresses.map(
      async (name): Promise<DnsRecord> => ({ name, type: 'PTR', value, found: await dns.names(name) }),
    ),
  );
}

/** As a zone file holds it: texts in strings of at most 255 characters. */
export function zoneLine({ name, type, value }: DnsRecord): string {
  if (type !== 'TXT') return `${name}. IN ${type} ${value}`;
  const strings = value.match(/.{1,250}/g) ?? [];
  return `${name}. IN TXT ( ${strings.map((part) => `"${part}"`).join(' ')} )`;
}
