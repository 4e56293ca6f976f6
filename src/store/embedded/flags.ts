/**
 * Everything that Postgres is told when a cluster is made. The character type has to be a UTF-8 one whatever the
 * provider: under `C` pg_trgm sees no Cyrillic letters at all (similarity('программист','програмист') = 0).
 */
export function initdbFlags(cluster: string, passwordFile: string, characterType: string): string[] {
  return [
    ...['-D', cluster, '-U', 'vestnik', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', `--lc-ctype=${characterType}`],
    ...['--lc-collate=C', '--lc-messages=C', '--lc-monetary=C', '--lc-numeric=C', '--lc-time=C'],
    '--no-instructions',
  ];
}

/** Character types to try in turn: macOS before 14 has no C.UTF-8. */
export const CHARACTER_TYPES = ['C.UTF-8', 'en_US.UTF-8'];

/** Settings of every embedded server, as `name=value`. */
const SERVER_SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  // A statement's text and its DETAIL line may hold somebody's address; the log must not.
  'log_error_verbosity=terse',
  'log_min_error_statement=panic',
];

/** Beside those, for a server whose data may be lost at any moment: tests only. */
const THROWAWAY_SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off'];

/** Everything that Postgres is told when it is started. */
export function serverFlags(cluster: string, port: number, throwaway: boolean): string[] {
  const settings = throwaway ? [...SERVER_SETTINGS, ...THROWAWAY_SETTINGS] : SERVER_SETTINGS;
  return ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
}

/** The whole environment of initdb and postgres: nothing of ours (PGDATA, LANG, secrets) may leak into them. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return { ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }), LC_ALL: 'C', TZ: 'UTC' };
}
