import type { Act, Place, Stage } from '../relay/fault.js';

/** What a sender must make of a fault (design/delivery.md §2). */
export type Class = 'sent' | 'link' | 'retry' | 'refused' | 'inDoubt';

/** A fault of the relay that befalls the first attempt of each letter. */
export interface Fault {
  name: string;
  at: Stage;
  act: Act;
  class: Class;
  /** Copies of a letter when all is over; the first counts. */
  copies: 0 | 1 | 2;
  /** The client is told to use TLS, which the relay offers and then breaks. */
  tls?: true;
  /** Milliseconds that the gate takes, so that the fault comes first. */
  gate?: number;
  /** Waits for the relay no longer than this: the fault is that it never answers. */
  patience?: number;
}

const said = (at: Stage, says: string, then: Pick<Fault, 'class' | 'copies'>): Fault => ({
  name: `${says.slice(0, 3)} at ${at}`,
  at,
  act: { says },
  ...then,
});

const retried = { copies: 1 } as const;
const FLOOD = Buffer.alloc(8 << 20, 'x');
const PATIENCE = 3_000;
const NEVER: Act = { ends: 'silence' };

/** Every way in which a relay can fail a letter, and what is to be made of it. `slow`: milliseconds over the dot. */
export const faultsOf = (slow: number): Fault[] => [
  said('greeting', '421 4.3.2 too busy', { class: 'link', ...retried }),
  said('greeting', '554 5.7.1 no service', { class: 'link', ...retried }),
  said('ehlo', '421 4.3.2 too busy', { class: 'link', ...retried }),
  said('mail', '421 4.3.2 closing', { class: 'link', ...retried }),
  said('mail', '451 4.3.0 try later', { class: 'retry', ...retried }),
  said('rcpt', '421 4.3.2 closing', { class: 'link', ...retried }),
  said('rcpt', '450 4.2.0 try later', { class: 'retry', ...retried }),
  said('rcpt', '451 4.7.1 greylisted', { class: 'retry', ...retried }),
  said('rcpt', '550 5.1.1 nobody of that name', { class: 'refused', copies: 0 }),
  said('data', '421 4.3.2 closing', { class: 'link', ...retried }),
  said('data', '451 4.3.0 try later', { class: 'retry', ...retried }),
  said('data', '550 5.7.1 not from you', { class: 'refused', copies: 0 }),
  { name: 'RST in mid-body', at: 'body', act: { ends: 'rst' }, class: 'link', gate: 60, ...retried },
  { name: 'FIN in mid-body', at: 'body', act: { ends: 'fin' }, class: 'link', gate: 60, ...retried },
  {
    name: '354, then silence',
    at: 'data',
    act: { says: '354 go on', ...NEVER },
    class: 'inDoubt',
    patience: PATIENCE,
    ...retried,
  },
  said('end', '451 4.3.0 try later', { class: 'retry', ...retried }),
  said('end', '550 5.7.1 not wanted', { class: 'refused', copies: 0 }),
  { name: 'RST after the dot', at: 'end', act: { ends: 'rst' }, class: 'inDoubt', ...retried },
  { name: 'FIN after the dot', at: 'end', act: { ends: 'fin' }, class: 'inDoubt', ...retried },
  { name: 'hang after the dot', at: 'end', act: NEVER, class: 'inDoubt', patience: PATIENCE, ...retried },
  { name: 'keeps it, then RST', at: 'end', act: { keeps: true, ends: 'rst' }, class: 'inDoubt', copies: 2 },
  {
    name: 'keeps it, then hangs',
    at: 'end',
    act: { keeps: true, ...NEVER },
    class: 'inDoubt',
    copies: 2,
    patience: PATIENCE,
  },
  { name: `${slow / 1000} s over the dot`, at: 'end', act: { waits: slow }, class: 'sent', copies: 1 },
  { name: '8 MB reply at rcpt', at: 'rcpt', act: { says: FLOOD, ends: 'fin' }, class: 'link', ...retried },
  {
    name: '8 MB reply after the dot',
    at: 'end',
    act: { says: FLOOD, ends: 'fin' },
    class: 'inDoubt',
    ...retried,
  },
  { name: 'bad TLS', at: 'starttls', act: {}, class: 'link', tls: true, ...retried },
  {
    name: 'words slipped in before TLS',
    at: 'starttls',
    act: { says: '220 2.0.0 go ahead\r\n250 2.0.0 fine' },
    class: 'link',
    tls: true,
    patience: PATIENCE,
    ...retried,
  },
  // No client can tell this one from a 421 that means it: the one duplicate that nobody can flag.
  {
    name: 'keeps it, then 421',
    at: 'end',
    act: { keeps: true, says: '421 4.3.2 closing' },
    class: 'link',
    copies: 2,
  },
];

/** Plays a fault to each letter's first attempt, or, where no letter is known yet, to so many connections. */
export function playing({ at, act, tls }: Fault, letters: number): (place: Place) => Act | undefined {
  const beforeRcpt = ['greeting', 'ehlo', 'starttls', 'mail'].includes(at);
  let played = 0;
  return ({ stage, nth }) => {
    if (stage !== at) return undefined;
    if (!beforeRcpt) return nth === 1 ? act : undefined;
    played += 1;
    return tls || played <= letters ? act : undefined;
  };
}
