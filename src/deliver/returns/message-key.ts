/** The letter that a Message-ID of ours names (message.ts writes them). */
export interface OwnMessageId {
  subscriberId: string;
  messageKey: string;
}

/** The first Message-ID of ours in a text; null where there is none. It is no proof: whoever has seen one can write one. */
export function ownMessageId(text: string): OwnMessageId | null {
  const [, subscriberId, atoms] = OURS.exec(text) ?? [];
  if (subscriberId === undefined || atoms === undefined || BigInt(subscriberId) > MAX_BIGINT) return null;
  const bytes = atoms.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const messageKey = Buffer.from(bytes, 'latin1').toString();
  // No key of ours holds one, and Postgres takes none.
  return messageKey.includes('\0') ? null : { subscriberId, messageKey };
}

const MAX_BIGINT = 2n ** 63n - 1n;

const OURS = /(?:^|[<\s"])[a-z]{3,10}\.(\d{1,19})\.([\w=+%-]{1,200})@/;
