import pg from 'pg';
import { SayError } from '../kit/command.js';
import { openServer } from './embedded/open-server.js';

/** What `openDatabase` needs to know. */
export interface DatabaseOptions {
  /** A Postgres of the operator's own; the embedded one serves where there is none. */
  databaseUrl?: string | null | undefined;
  /** Where the embedded server keeps its data (in `<dataDir>/pg`). */
  dataDir: string;
  /** There is one service per data folder, and any number of commands beside it. */
  role: 'service' | 'command';
  /** Takes a line for the operator, now and then. */
  log(line: string): void;
}

/** A database that answers. It need not have a schema yet: see `migrate`. */
export interface OpenedDatabase {
  url: string;
  embedded: boolean;
  /** Calls back, once, when an embedded server is gone for good. */
  onLost(callback: (why: string) => void): void;
  /** Ends the use of it. An embedded server stops with its last user. */
  stop(): Promise<void>;
}

const NAME = 'vestnik';
const OLDEST = 150_000;

/**
 * Opens the database that the settings name, or the embedded one.
 * @throws a sentence for the operator: it does not answer, it is too old, a service runs already.
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenedDatabase> {
  return options.databaseUrl ? openGiven(options.databaseUrl, options.log) : openEmbedded(options);
}

async function openEmbedded({ dataDir, role, log }: DatabaseOptions): Promise<OpenedDatabase> {
  const server = await openServer({ dataDir, log, service: role === 'service' });
  try {
    await withClient(server.urlOf('postgres'), ensureDatabase);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: server.urlOf(NAME), embedded: true, onLost: server.onLost, stop: server.stop };
}

async function ensureDatabase(client: pg.Client): Promise<void> {
  const found = await client.query('select from pg_database where datname = $1', [NAME]);
  if (found.rowCount) return;
  await client.query(`create database ${NAME}`).catch((error: unknown) => {
    // 42P04 and, in the same instant, 23505: another process has just made it.
    if (!['42P04', '23505'].includes(codeOf(error))) throw error;
  });
}

async function openGiven(url: string, log: (line: string) => void): Promise<OpenedDatabase> {
  const warning = await withClient(url, check).catch((error: unknown) => {
    throw new SayError(`The database of DATABASE_URL (${placeOf(url)}) cannot be used: ${wordsOf(error)}`, {
      cause: error,
    });
  });
  if (warning) log(warning);
  return { url, embedded: false, onLost: () => undefined, stop: async () => undefined };
}

/** Answers a warning, if one is due. */
async function check(client: pg.Client): Promise<string | undefined> {
  const version = await client.query<{ number: number; name: string }>(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as name",
  );
  const { number, name } = version.rows[0]!;
  if (number < OLDEST) throw new SayError(`it is Postgres ${name}, and Vestnik needs version 15 or newer.`);
  if (await knowsCyrillic(client)) return undefined;
  return (
    'The database of DATABASE_URL was made with the character type C, which knows no Cyrillic letters: similar ' +
    "words will not be found. Make one with create database … template template0 lc_ctype 'C.UTF-8'."
  );
}

/** Under the character type C, pg_trgm drops every Cyrillic letter. Where it is not installed, the name must do. */
async function knowsCyrillic(client: pg.Client): Promise<boolean> {
  const trgm = await client.query("select from pg_extension where extname = 'pg_trgm'");
  const question = trgm.rowCount
    ? "select similarity('программист', 'програмист') > 0.5 as yes"
    : "select datctype not in ('C', 'POSIX') as yes from pg_database where datname = current_database()";
  const { rows } = await client.query<{ yes: boolean }>(question);
  return rows[0]?.yes === true;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the query under way says it too
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);

/** Host and database, without the password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** A refused connection to a name with two addresses has an empty message and its reasons inside. */
function wordsOf(error: unknown): string {
  const inner = error instanceof AggregateError ? error.errors : [error];
  return [...new Set(inner.map((each: unknown) => (each as Error).message))].join('; ');
}
