import { about, type Finding } from './finding.js';
import type { Patient } from './patient.js';

const say = about('returned mail');

/** Whether letters that come back find their way. */
export async function checkBounces({ config, dns }: Patient): Promise<Finding[]> {
  const { bounceDomain, imapUrl } = config.mail;
  if (bounceDomain === null) {
    return [
      say(
        'todo',
        'BOUNCE_DOMAIN is not set: letters that come back go to MAIL_FROM, and nobody learns from them. Set it to a name such as bounce.example.org.',
      ),
    ];
  }
  const findings: Finding[] = [];
  const hosts = await dns.mx(bounceDomain);
  if (hosts.length === 0) {
    findings.push(
      say(
        'broken',
        `${bounceDomain} has no MX: letters that come back find no server. Publish one that points at the server with the box of IMAP_URL.`,
      ),
    );
  } else {
    const found = await Promise.all(hosts.map((host) => dns.addresses(host)));
    const lost = hosts.filter((_, i) => found[i]!.length === 0);
    findings.push(
      lost.length === 0
        ? say('ok', `${bounceDomain} is served by ${hosts.join(', ')}.`)
        : say('broken', `The MX of ${bounceDomain} names ${lost.join(', ')}, which has no address.`),
    );
  }
  if (imapUrl === null)
    findings.push(
      say(
        'todo',
        `IMAP_URL is not set: nobody reads what comes back to ${bounceDomain}. Set it to the box that takes b+…@${bounceDomain} and u+…@${bounceDomain}.`,
      ),
    );
  return findings;
}
