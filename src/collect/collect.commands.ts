import { createReadStream } from 'node:fs';
import { type Command, Option } from 'commander';
import { answer, parseNow, type WithWorld } from '../kit/command.js';
import { addCollectCommand } from './collect-command.js';
import { type ImportAnswer, importFiles } from './import-files.js';

interface ImportOptions {
  format: string;
  source: string;
  complete?: boolean;
  closeNow?: boolean;
  now?: string;
  json?: boolean;
}

/** `vestnik import` and `vestnik collect`. */
export function addCollectCommands(program: Command, withWorld: WithWorld): void {
  addCollectCommand(program, withWorld);
  program
    .command('import')
    .description(
      'take feed files into the vacancies: adds and updates; closes what is missing only with --complete',
    )
    .argument('<file...>', 'feed files, .gz or not; - is standard input')
    .requiredOption('--format <format>', 'how the files are written: ndjson, yandex-rabota …')
    .requiredOption('--source <name>', 'the source that they come from; made when it is new')
    .option('--complete', "the files are the source's whole list: what they lack may be closed")
    .addOption(
      new Option('--close-now', 'close what is missing at once, with --complete').implies({ complete: true }),
    )
    .option('--now <instant>', 'the time to act at, ISO 8601 with a zone')
    .option('--json', 'answer in JSON')
    .action((files: string[], options: ImportOptions) =>
      withWorld(async ({ db }) => {
        const counts = await importFiles(db, {
          ...options,
          now: parseNow(options.now),
          files: files.map((name) => ({ name, open: () => openFile(name) })),
          ...(process.stderr.isTTY && { onProgress: showProgress }),
        });
        if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
        answer(options.json, counts, () => linesOf(counts));
      }),
    );
}

const openFile = (name: string): AsyncIterable<Uint8Array> =>
  name === '-' ? process.stdin : createReadStream(name);

/** One line that rewrites itself, for eyes alone: on a terminal, and not on stdout. */
const showProgress = (read: number): void => {
  process.stderr.write(`\r\u001b[Kread ${read}`);
};

function linesOf(counts: ImportAnswer): string {
  const { read, added, changed, unchanged, returned, closed, repeated, expired } = counts;
  const lines = [
    `read ${read}: added ${added}, changed ${changed}, unchanged ${unchanged}, returned ${returned}; closed ${closed}`,
    repeated > 0 && `${repeated} bore an id that the file has twice: the last one was kept`,
    expired > 0 && `${expired} of the added had already expired and are stored as closed`,
    ...listed('rejected', counts.rejected),
    ...listed('not understood', counts.unmapped),
    counts.suspect && counts.held === null && 'more than a fifth was rejected: the run is marked suspect',
    counts.held,
    `${counts.seconds} s, at most ${counts.peakRssMb} MB`,
  ];
  return lines.filter((line) => typeof line === 'string').join('\n');
}

const MOST_LISTED = 20;

/** The most frequent first, one a line. */
function listed(what: string, counts: Record<string, number>): string[] {
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const more = sorted.length > MOST_LISTED ? [`${what}: ${sorted.length - MOST_LISTED} more`] : [];
  return [...sorted.slice(0, MOST_LISTED).map(([name, n]) => `${what}: ${name} (${n})`), ...more];
}
