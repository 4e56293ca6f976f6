import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import { answer, SayError, type WithWorld, type World } from '../../kit/command.js';
import { restore } from './restore.js';
import { writeBackup } from './write-backup.js';

/** `backup` and `restore`: the whole database as one file, by COPY (the embedded binaries have no pg_dump). */
export function addBackupCommands(program: Command, withWorld: WithWorld): void {
  program
    .command('backup')
    .description('write all tables, as they stand at one instant, to one file; the service may go on working')
    .argument('<file>', 'a new file, or - for standard output')
    .option('--json', 'answer in JSON')
    .action((file: string, { json }: { json?: boolean }) => withWorld((world) => backup(world, file, json)));
  program
    .command('restore')
    .description('fill an empty database from a backup')
    .argument('<file>', 'what backup wrote, or - for standard input')
    .option('--other-key', 'though it was made under another SECRET_KEY')
    .option('--json', 'answer in JSON')
    .action((file: string, options: RestoreOptions) => withWorld((world) => bringBack(world, file, options)));
}

interface RestoreOptions {
  otherKey?: boolean;
  json?: boolean;
}

async function backup(world: World, file: string, json: boolean | undefined): Promise<void> {
  const started = performance.now();
  if (file === '-') {
    await writeBackup(world, process.stdout, new Date());
    return;
  }
  if (existsSync(file)) throw new SayError(`${file} is there already: name a new file.`);
  const end = await writeWhole(world, file);
  const { size } = await stat(file);
  const seconds = (performance.now() - started) / 1000;
  answer(json, { file, ...end, bytes: size, seconds }, () =>
    [
      `${end.rows} rows of ${end.tables} tables are in ${file} (${(size / 1024 ** 2).toFixed(1)} MB, ${seconds.toFixed(1)} s).`,
      'SECRET_KEY is not in it: keep that elsewhere, a restored database needs the same.',
    ].join('\n'),
  );
}

/** The file has its name only when it is whole and on the disk; nobody but its owner may read it. */
async function writeWhole(world: World, file: string) {
  const part = `${file}.part`;
  try {
    // Opened before anything is read: a stream that cannot open says so when nobody listens yet.
    const out = (await open(part, 'w', 0o600)).createWriteStream({ flush: true });
    const end = await writeBackup(world, out, new Date());
    await rename(part, file);
    return end;
  } catch (error) {
    await rm(part, { force: true });
    throw sentenceOf(error, file);
  }
}

async function bringBack(
  { db, secret }: World,
  file: string,
  { otherKey = false, json }: RestoreOptions,
): Promise<void> {
  const started = performance.now();
  const source: Readable = file === '-' ? process.stdin : createReadStream(file);
  const end = await restore({ db, secret, otherKey }, source).catch((error: unknown) => {
    throw sentenceOf(error, file);
  });
  const seconds = (performance.now() - started) / 1000;
  answer(json, { file, ...end, seconds }, () =>
    [
      `${end.rows} rows of ${end.tables} tables are back (${seconds.toFixed(1)} s).`,
      'Letters that were queued when the backup was made go out now: see docs/operating.md.',
    ].join('\n'),
  );
}

/** What the file system has to say, as a sentence; anything else as it is. */
function sentenceOf(error: unknown, file: string): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === undefined || code === undefined) return error;
  return new SayError(FAULTS[code]?.(file) ?? `${file}: ${message}.`, { cause: error });
}

const FAULTS: Record<string, (file: string) => string> = {
  ENOENT: (file) => `There is no file or folder ${file}.`,
  EACCES: (file) => `This user may not use ${file}.`,
  EISDIR: (file) => `${file} is a folder: name a file.`,
  ENOSPC: (file) => `The disk is full: ${file} was not written.`,
};
