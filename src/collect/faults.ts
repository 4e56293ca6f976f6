import { SayError } from '../kit/command.js';
import { FeedError } from './formats/inflate.js';

/** What ended a run, as a sentence for people: in `source_run.error`, `source.paused_reason` and on the terminal. */
export function faultSentence(error: unknown): string {
  if (error instanceof FeedError || error instanceof SayError) return error.message;
  return (
    SENTENCES.find(([codes]) => codes.test(codeOf(error)))?.[1] ??
    (isLost(error) ? LOST : `An unexpected fault ended the run: ${messageOf(error)}`)
  );
}

/** Whether `faultSentence` names the fault and what to do; else its stack is worth more than its sentence. */
export const isKnownFault = (error: unknown): boolean =>
  !faultSentence(error).startsWith('An unexpected fault');

/** Why a file cannot be read, the rest of a sentence that began with its name; null for what is no fault of a file. */
export function unreadableFile(error: unknown): string | null {
  const { syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return null;
  return FILE_FAULTS[codeOf(error)] ?? `the system says ${messageOf(error)}.`;
}

/** Whether Postgres refused a value, and not the database as a whole failed: another posting may be fine. */
export const isUnstorable = (error: unknown): boolean => /^(?:22|54)...$/.test(codeOf(error));

/** Whether another transaction stood in the way, and the same may succeed a moment later. */
export const isDisturbed = (error: unknown): boolean => /^(?:55P03|40P01)$/.test(codeOf(error));

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

const LOST =
  'The connection to the database was lost. What was stored so far stays; try again when it is back.';

// Codes of Postgres: disk_full, read_only_sql_transaction, and those of a server that shuts down or starts.
const SENTENCES: readonly [RegExp, string][] = [
  [/^53100$/, "The database's disk is full. What was stored so far stays; make room and try again."],
  [
    /^25006$/,
    'The database takes no changes (it is read-only). Give DATABASE_URL the address of the primary.',
  ],
  [/^(?:57P0[123]|08...|ECONNREFUSED|ECONNRESET|EPIPE)$/, LOST],
];

// What pg says of a connection that broke has no code.
const isLost = (error: unknown): boolean => /^Connection terminated/.test(messageOf(error));

const FILE_FAULTS: Record<string, string> = {
  ENOENT: 'there is no such file.',
  EISDIR: 'it is a folder.',
  EACCES: 'this user may not read it.',
};
