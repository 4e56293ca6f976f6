import { performance } from 'node:perf_hooks';
import type { DataSource } from 'typeorm';
import { SayError } from '../kit/command.js';
import type { FileFormat } from './formats/format.js';
import { FORMATS, formatOf } from './formats/index.js';
import { FeedError } from './formats/inflate.js';
import { ingest } from './ingest.js';
import type { ReadItem } from './posting.js';
import { ensureSource } from './source.sql.js';
import type { RunCounts } from './tally.js';

/** A feed file by the name that people know it by; opened when its turn comes. */
export interface FeedFile {
  name: string;
  open(): AsyncIterable<Uint8Array>;
}

export interface Import {
  format: string;
  source: string;
  files: readonly FeedFile[];
  now: Date;
  complete?: boolean;
  closeNow?: boolean;
  onProgress?: (read: number) => void;
}

/** What `import --json` prints: the counts of the run, how long it took, and the most memory this process ever held. */
export interface ImportAnswer extends Omit<RunCounts, 'runId'> {
  source: string;
  format: string;
  seconds: number;
  peakRssMb: number;
}

/**
 * Takes files, all of one format, as one run of a Source; the Source is made when it is new. What can be read is taken.
 * Throws SayError when a file as a whole cannot be read; what was read before it stays.
 */
export async function importFiles(db: DataSource, order: Import): Promise<ImportAnswer> {
  const format = fileFormat(order.format);
  checkSourceName(order.source);
  const { files, now, onProgress, complete = false, closeNow = false } = order;
  const begun = performance.now();
  const source = await ensureSource(db, { name: order.source, format: format.name }, now);
  const items = readFiles(format, files);
  const run = { source, items, now, complete, closeNow, ...(onProgress && { onProgress }) };
  const { runId: _, ...counts } = await ingest(db, run).catch(sayPlainly);
  return {
    source: order.source,
    format: format.name,
    ...counts,
    seconds: Math.round(performance.now() - begun) / 1000,
    // maxRSS is kilobytes on every system.
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function fileFormat(name: string): FileFormat {
  const format = formatOf(name);
  if (format?.kind === 'file') return format;
  const names = FORMATS.flatMap((known) => (known.kind === 'file' ? known.name : []));
  throw new SayError(`There is no file format "${name}". Files may be: ${names.join(', ')}.`);
}

function checkSourceName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) return;
  throw new SayError(
    `A source's name has lower-case Latin letters, digits, ".", "_" and "-", begins with a letter or digit and is at most 63 long; "${name}" is not one.`,
  );
}

async function* readFiles(format: FileFormat, files: readonly FeedFile[]): AsyncGenerator<ReadItem> {
  for (const file of files) {
    try {
      for await (const item of format.read({ bytes: file.open() })) {
        yield files.length === 1 ? item : { ...item, position: `${file.name}, ${item.position}` };
      }
    } catch (error) {
      throw new SayError(`${file.name} cannot be read: ${whyUnreadable(error)}`, { cause: error });
    }
  }
}

const SYSTEM: Record<string, string> = {
  ENOENT: 'there is no such file.',
  EISDIR: 'it is a folder.',
  EACCES: 'this user may not read it.',
};

function whyUnreadable(error: unknown): string {
  const known = SYSTEM[(error as NodeJS.ErrnoException).code ?? ''];
  if (known !== undefined) return known;
  if (error instanceof FeedError) return error.message;
  return error instanceof Error ? error.message : String(error);
}

// Postgres' own code for a disk without room (53100, disk_full).
function sayPlainly(error: unknown): never {
  if ((error as { code?: unknown }).code !== '53100') throw error;
  throw new SayError(
    "The database's disk is full. What was stored so far stays; make room and import the file again.",
    { cause: error },
  );
}
