import { about, type Finding } from './finding.js';
import { envelopeDomain, type Patient } from './patient.js';
import { spfFor } from './records.js';
import { readSpf, type SpfReading } from './spf.js';

const say = about('SPF');

/** Whether the domain of the envelope's sender permits the addresses that letters leave from. */
export async function checkSpf(patient: Patient): Promise<Finding[]> {
  const { dns, exit } = patient;
  const domain = envelopeDomain(patient.config);
  // Without an address to ask about, one that nobody may use still shows what is wrong with the record.
  const asked = exit.addresses.length > 0 ? exit.addresses : ['192.0.2.1'];
  const readings = await Promise.all(asked.map((address) => readSpf(dns, domain, address)));
  const { record, lookups, problems } = readings[0]!;
  if (record === null) {
    return [say('broken', `${domain} has no SPF record. Publish: ${spfFor(patient)}`)];
  }
  if (problems.length > 0) {
    const state = readings.some(({ result }) => result === 'permerror') || lookups > 10 ? 'broken' : 'todo';
    return problems.map((problem) => say(state, `The SPF record of ${domain} ${problem}. Mend it.`));
  }
  return [judge(patient, readings)];
}

function judge(patient: Patient, readings: SpfReading[]): Finding {
  const domain = envelopeDomain(patient.config);
  const { addresses, known } = patient.exit;
  const refused = addresses.filter((_, i) => readings[i]!.result !== 'pass');
  const lookups = `${readings[0]!.lookups} of 10 DNS questions`;
  if (addresses.length === 0) {
    return say(
      'todo',
      `${domain} has an SPF record (${lookups}), but from which address letters leave is not known here: ` +
        'say it with --leaves-from ADDRESS.',
    );
  }
  if (refused.length === 0) return say('ok', `${domain} permits ${addresses.join(', ')} (${lookups}).`);
  const how = `Publish: ${spfFor(patient)}`;
  if (known !== 'relay') return say('broken', `${domain} does not permit ${refused.join(', ')}. ${how}`);
  return say(
    'todo',
    `${domain} has an SPF record (${lookups}) that does not permit the relay's own address. Where the relay sends from ` +
      `others, that may be right: say them with --leaves-from ADDRESS. Otherwise: ${how}`,
  );
}
