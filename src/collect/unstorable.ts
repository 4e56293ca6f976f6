import { messageOf } from './faults.js';
import type { NormalPosting } from './normalise/normalise-posting.js';
import type { Rejected } from './posting.js';

/** A posting that Postgres does not take, as the quarantine keeps it. */
export const unstorable = (posting: NormalPosting, error: unknown): Rejected => ({
  kind: 'rejected',
  position: `id ${posting.externalId}`,
  reason: 'unreadable',
  detail: `The database does not take it: ${messageOf(error)}.`,
  raw: JSON.stringify(posting),
});
