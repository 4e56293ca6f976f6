import { performance } from 'node:perf_hooks';
import type { DataSource } from 'typeorm';
import { SayError } from '../kit/command.js';
import { storedLine } from './counts-lines.js';
import { faultSentence, isKnownFault, unreadableFile } from './faults.js';
import type { Format } from './formats/format.js';
import { FORMATS, formatOf, readDocument } from './formats/index.js';
import { FeedError } from './formats/inflate.js';
import { type Mapping, mappingFault } from './formats/mapping.js';
import { ingest } from './ingest.js';
import type { ReadItem } from './posting.js';
import { ensureSource } from './source.sql.js';
import { checkSourceName } from './source-name.js';
import type { RunCounts, ToldCounts } from './tally.js';

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
  /** For the formats csv and json, which need one. */
  mapping?: Mapping | undefined;
  complete?: boolean;
  closeNow?: boolean;
  onProgress?: (counts: RunCounts) => void;
}

/** What `import --json` prints: the counts of the run, how long it took, and the most memory this process ever held. */
export interface ImportAnswer extends ToldCounts {
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
  const format = knownFormat(order.format);
  checkSourceName(order.source);
  checkMapping(format, order);
  const { now, onProgress, complete = false, closeNow = false } = order;
  const begun = performance.now();
  const source = await ensureSource(db, { name: order.source, format: format.name }, now);
  const items = readFiles(format, order);
  let last: RunCounts | null = null;
  const remember = (counts: RunCounts): void => {
    last = counts;
    onProgress?.(counts);
  };
  const run = { source, items, now, complete, closeNow, onProgress: remember };
  const { runId: _, ...counts } = await ingest(db, run).catch((error) => sayPlainly(error, last));
  return {
    source: order.source,
    format: format.name,
    ...counts,
    seconds: Math.round(performance.now() - begun) / 1000,
    // maxRSS is kilobytes on every system.
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function knownFormat(name: string): Format {
  const format = formatOf(name);
  if (format !== undefined) return format;
  const names = FORMATS.map((known) => known.name).join(', ');
  throw new SayError(`There is no format "${name}". Known are: ${names}.`);
}

function checkMapping(format: Format, { source, mapping }: Import): void {
  const fault = mappingFault(format, mapping !== undefined);
  if (fault === null) return;
  const where = mapping === undefined ? ' Write it into a file and name that with --mapping.' : '';
  throw new SayError(`The source "${source}" ${fault}${where}`);
}

async function* readFiles(format: Format, { files, mapping }: Import): AsyncGenerator<ReadItem> {
  for (const file of files) {
    try {
      for await (const item of readDocument(format, { bytes: file.open(), ...(mapping && { mapping }) })) {
        yield files.length === 1 ? item : { ...item, position: `${file.name}, ${item.position}` };
      }
    } catch (error) {
      const fault = unreadableFile(error) ?? (error instanceof FeedError ? error.message : null);
      if (fault === null) throw error;
      throw new SayError(`${file.name} cannot be read: ${fault}`, { cause: error });
    }
  }
}

/** A fault that people can mend as a sentence, with what is stored all the same; any other as it is. */
function sayPlainly(error: unknown, stored: RunCounts | null): never {
  if (!isKnownFault(error)) throw error;
  const sentences = [faultSentence(error)];
  if (stored !== null && stored.read > 0) {
    sentences.push(storedLine(stored));
  }
  throw new SayError(sentences.join('\n'), { cause: error });
}
