import type { EntityManager } from 'typeorm';
import { LOGIN_FOR } from './letters.js';
import { issueToken } from './tokens.sql.js';

/** The token of a login link: half an hour, once. */
export const issueLogin = (tx: EntityManager, subscriberId: string, now: Date): Promise<string> =>
  issueToken(tx, {
    subscriberId,
    purpose: 'login',
    subject: 'my',
    expiresAt: new Date(now.getTime() + LOGIN_FOR),
  });
