import type { Dns } from './dns.js';
import { readTags } from './tags.js';

/** A domain's DMARC record, wherever above it was found. */
export interface Dmarc {
  /** The domain whose `_dmarc` holds it: its organisation, as far as alignment goes. */
  at: string;
  record: string;
  policy: string;
  strictDkim: boolean;
  strictSpf: boolean;
  /** Somebody is sent the daily reports. */
  reported: boolean;
}

/**
 * The DMARC record that counts for a domain: its own, else the nearest above. Climbing asks no list of public suffixes;
 * a registry has no such record, and where it has one nothing below it is ours.
 */
export async function findDmarc(dns: Dns, domain: string): Promise<Dmarc | 'several' | null> {
  const labels = domain.split('.');
  for (let skipped = 0; skipped < labels.length - 1; skipped += 1) {
    const at = labels.slice(skipped).join('.');
    const records = (await dns.txt(`_dmarc.${at}`)).filter((text) => /^v=DMARC1\s*(;|$)/i.test(text));
    if (records.length > 1) return 'several';
    if (records[0] !== undefined) return read(at, records[0]);
  }
  return null;
}

function read(at: string, record: string): Dmarc {
  const tags = readTags(record);
  const strict = (name: string) => tags.get(name)?.toLowerCase() === 's';
  return {
    at,
    record,
    policy: tags.get('p')?.toLowerCase() ?? '',
    strictDkim: strict('adkim'),
    strictSpf: strict('aspf'),
    reported: tags.has('rua'),
  };
}

/** Whether what `domain` vouches for counts for letters from `from` (RFC 7489 §3.1). */
export function isAligned(
  domain: string,
  from: string,
  { at, strict }: { at: string; strict: boolean },
): boolean {
  if (strict) return domain === from;
  return [domain, from].every((each) => each === at || each.endsWith(`.${at}`));
}
