import type { Dns } from './dns.js';
import { about, type Finding } from './finding.js';
import type { Patient } from './patient.js';

const say = about('PTR');

/** Whether each address that letters leave from has a name, and that name the address: without, Gmail says 5.7.25. */
export async function checkNames({ dns, exit }: Patient): Promise<Finding[]> {
  if (exit.addresses.length === 0) {
    return [
      say('todo', 'From which address letters leave is not known here: say it with --leaves-from ADDRESS.'),
    ];
  }
  // A provider may send from other addresses than those it listens at.
  const bad = exit.known === 'relay' ? 'todo' : 'broken';
  return Promise.all(exit.addresses.map((address) => nameOf(dns, address, bad)));
}

async function nameOf(dns: Dns, address: string, bad: 'todo' | 'broken'): Promise<Finding> {
  const names = await dns.names(address);
  if (names.length === 0) {
    return say(
      bad,
      `${address} has no name (PTR): ask whoever gave you the address to set one, such as mail.example.org.`,
    );
  }
  for (const name of names.slice(0, 10)) {
    if ((await dns.addresses(name)).includes(address))
      return say('ok', `${address} is ${name}, and ${name} is ${address}.`);
  }
  return say(
    bad,
    `${address} is called ${names[0]}, but ${names[0]} is not ${address}: give that name an A or AAAA record with it.`,
  );
}
