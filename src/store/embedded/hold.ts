import pg from 'pg';
import { SayError } from '../../kit/command.js';
import { LOCKS } from './watchdog.js';

/** Where an embedded server answers. */
export interface Address {
  port: number;
  password: string;
}

/** How a connection attempt to a server went. */
export type Attempt =
  | { kind: 'held'; client: pg.Client }
  | { kind: 'leaving' }
  | { kind: 'silent'; reason: string };

/** The URL of `database` on an embedded server. */
export const urlOf = ({ port, password }: Address, database: string): string =>
  `postgres://vestnik:${password}@127.0.0.1:${port}/${database}`;

/**
 * Connects and takes the shared lock that keeps the server alive; it lasts as long as the connection does. `leaving`
 * means that the last user is just stopping the server, `silent` that it does not answer (yet).
 * @throws when the server refuses our password: waiting will not help.
 */
export async function takeHold(address: Address): Promise<Attempt> {
  const client = new pg.Client({
    connectionString: urlOf(address, 'postgres'),
    application_name: 'vestnik hold',
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => undefined); // the next query says it too
  try {
    await client.connect();
    if (await tryLock(client, 'pg_try_advisory_lock_shared', LOCKS.use)) return { kind: 'held', client };
    await client.end();
    return { kind: 'leaving' };
  } catch (error) {
    await client.end().catch(() => undefined);
    if (isRefusal(error))
      throw new SayError(`The server on port ${address.port} refuses our password.`, { cause: error });
    return { kind: 'silent', reason: (error as Error).message };
  }
}

const isRefusal = (error: unknown): boolean => String((error as { code?: string }).code).startsWith('28');

/** Takes a lock for the life of the connection; false when somebody else holds it. */
export const lockFor = (client: pg.Client, lock: number): Promise<boolean> =>
  tryLock(client, 'pg_try_advisory_lock', lock);

/** Whether nobody holds `lock`. */
export async function isFree(client: pg.Client, lock: number): Promise<boolean> {
  const free = await lockFor(client, lock);
  if (free) await client.query('select pg_advisory_unlock($1)', [lock]);
  return free;
}

async function tryLock(client: pg.Client, how: string, lock: number): Promise<boolean> {
  const { rows } = await client.query<{ had: boolean }>(`select ${how}($1) as had`, [lock]);
  return rows[0]?.had === true;
}

/**
 * Gives up the shared lock. True when nobody else uses the server: then the whole lock is ours, no newcomer gets in,
 * and the server is ours to stop.
 */
export async function isLastUser(client: pg.Client): Promise<boolean> {
  await client.query('select pg_advisory_unlock_shared($1)', [LOCKS.use]);
  return lockFor(client, LOCKS.use);
}
