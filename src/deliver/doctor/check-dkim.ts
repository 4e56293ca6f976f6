import { createPublicKey, type KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { readSigner, type Signer } from '../dkim.js';
import { probeFault } from '../probe.js';
import { about, type Finding } from './finding.js';
import type { Patient } from './patient.js';
import { dkimName, dkimRecord } from './records.js';
import { readTags } from './tags.js';

const say = about('DKIM');

/** Who signs, with what key, whether a letter signed with it verifies, and whether DNS has the other half. */
export async function checkDkim(patient: Patient): Promise<Finding[]> {
  const { config, signer } = patient;
  const { signing } = config.mail;
  if (signing.by === 'nobody') {
    return [
      say(
        'broken',
        'Letters leave unsigned, and Gmail, Yahoo and mail.ru refuse such bulk mail: make a key with npx vestnik ' +
          'dkim-key FILE and set DKIM_KEY_FILE to it, or to relay where the relay signs.',
      ),
    ];
  }
  if (signing.by === 'relay') {
    return [
      say(
        'ok',
        'The relay signs, says DKIM_KEY_FILE=relay. Only a letter shows with which domain: send yourself one and look ' +
          'for dkim=pass with your own domain in Authentication-Results.',
      ),
    ];
  }
  if (signer === null)
    return [
      say(
        'broken',
        sentenceOf(() => readSigner(signing)),
      ),
    ];
  return [
    ...keyFindings(signer, signing.keyFile),
    probeFinding(patient),
    await recordFinding(patient, signer),
  ];
}

function keyFindings({ key }: Signer, file: string): Finding[] {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const weak = bits < 2048;
  const open = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
  return [
    weak
      ? say(
          'todo',
          `The key has ${bits} bits; 2048 is what receivers ask for today: npx vestnik dkim-key FILE makes one.`,
        )
      : say('ok', `The key can be read and has ${bits} bits.`),
    ...(open ? [say('todo', 'Other accounts of this machine can open DKIM_KEY_FILE: chmod 600 it.')] : []),
  ];
}

function probeFinding({ config, signer }: Patient): Finding {
  const fault = probeFault(config, signer);
  return fault === null
    ? say('ok', 'A probe letter was signed, List-Unsubscribe-Post with it, and its signature verifies.')
    : say('broken', fault);
}

async function recordFinding({ dns }: Patient, signer: Signer): Promise<Finding> {
  const name = dkimName(signer);
  const records = (await dns.txt(name)).filter((text) => readTags(text).has('p'));
  const publish = `Publish: ${dkimRecord(signer)}`;
  if (records.length === 0)
    return say('broken', `${name} has no record, so nobody can verify a signature. ${publish}`);
  if (records.length > 1)
    return say(
      'broken',
      `${name} has ${records.length} records, which count as none or as one by chance. Leave one.`,
    );
  const tags = readTags(records[0]!);
  const published = readKey(tags.get('p')!);
  if (published === null)
    return say('broken', `The record of ${name} holds no key that can be read. ${publish}`);
  if (!published.equals(createPublicKey(signer.key))) {
    return say('broken', `The record of ${name} belongs to another key. ${publish}`);
  }
  const limits = limitOf(tags);
  if (limits !== null) return say('broken', `The record of ${name} ${limits}. ${publish}`);
  if (tags.get('t')?.split(':').includes('y'))
    return say('todo', `The record of ${name} says t=y, "only a test": take that out.`);
  return say('ok', `${name} has the key's other half.`);
}

/** What in a record keeps our signatures from being verified by it. */
function limitOf(tags: ReadonlyMap<string, string>): string | null {
  const has = (tag: string, fallback: string, wanted: string[]) =>
    (tags.get(tag) ?? fallback)
      .toLowerCase()
      .split(/\s*:\s*/)
      .some((value) => wanted.includes(value));
  if (!has('k', 'rsa', ['rsa'])) return 'is for another kind of key than RSA';
  if (!has('h', 'sha256', ['sha256'])) return 'permits no SHA-256';
  if (!has('s', '*', ['*', 'email'])) return 'is not for mail';
  return null;
}

function readKey(base64: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

function sentenceOf(work: () => unknown): string {
  try {
    work();
    return 'DKIM_KEY_FILE cannot be used.';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
