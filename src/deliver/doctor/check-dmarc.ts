import { findDmarc, isAligned } from './dmarc.js';
import { about, type Finding } from './finding.js';
import { envelopeDomain, fromDomain, type Patient } from './patient.js';

const say = about('DMARC');

/** The policy of the domain that readers see, and whether what DKIM and SPF vouch for counts for it. */
export async function checkDmarc(patient: Patient): Promise<Finding[]> {
  const from = fromDomain(patient.config);
  const dmarc = await findDmarc(patient.dns, from);
  if (dmarc === null)
    return [
      say(
        'broken',
        `${from} has no DMARC record: Gmail and Yahoo refuse bulk mail without. Publish the one below.`,
      ),
    ];
  if (dmarc === 'several')
    return [say('broken', `${from} has more than one DMARC record, which counts as none. Leave one.`)];
  const { at, policy, strictDkim, strictSpf, reported } = dmarc;
  if (!['none', 'quarantine', 'reject'].includes(policy)) {
    return [say('broken', `The DMARC record of ${at} names no policy. Begin with p=none.`)];
  }
  const { signing } = patient.config.mail;
  const spf = isAligned(envelopeDomain(patient.config), from, { at, strict: strictSpf });
  const dkim = signing.by === 'us' && isAligned(signing.domain, from, { at, strict: strictDkim });
  const counts = [...(dkim ? ['DKIM'] : []), ...(spf ? ['SPF'] : [])];
  const findings = [
    counts.length > 0
      ? say('ok', `_dmarc.${at} says p=${policy}; ${counts.join(' and ')} count for ${from}.`)
      : say(
          'broken',
          `Neither DKIM nor SPF counts for ${from}: sign with d=${from}, and set BOUNCE_DOMAIN to a name below ${at}.`,
        ),
  ];
  if (signing.by === 'us' && !dkim) {
    findings.push(
      say(
        'broken',
        `The signature of ${signing.domain} does not count for ${from}: set DKIM_DOMAIN to ${from}.`,
      ),
    );
  }
  if (!spf && counts.length > 0) {
    findings.push(
      say(
        'todo',
        `SPF of ${envelopeDomain(patient.config)} does not count for ${from}: Gmail asks bulk senders for one of both, DKIM does.`,
      ),
    );
  }
  if (!reported)
    findings.push(
      say(
        'todo',
        `Nobody is sent the DMARC reports of ${at}: add rua=mailto:… to its record to see who sends in your name.`,
      ),
    );
  return findings;
}
