import { type Command, Option } from 'commander';
import { answer, type NowOptions, nowOf, type WithWorld, withNow } from '../kit/command.js';
import { fillKeys } from './clusters/fill.js';
import { addCollectCommand } from './collect-command.js';
import { countsLine, remarkLines } from './counts-lines.js';
import { readFeedFile } from './formats/open-file.js';
import { addSourcesCommands } from './health/sources.commands.js';
import { type ImportAnswer, importFiles } from './import-files.js';
import { importMapping } from './import-mapping.js';
import { addRatesCommand } from './rates/rates-command.js';
import { reanalyse } from './reanalyse.js';
import type { RunCounts } from './tally.js';

interface ImportOptions extends NowOptions {
  format: string;
  source: string;
  mapping?: string;
  complete?: boolean;
  closeNow?: boolean;
}

/** `vestnik import`, `vestnik collect` and `vestnik sources`. */
export function addCollectCommands(program: Command, withWorld: WithWorld): void {
  addCollectCommand(program, withWorld);
  addSourcesCommands(program, withWorld);
  addRatesCommand(program, withWorld);
  const command = program
    .command('import')
    .description(
      'take feed files into the vacancies: adds and updates; closes what is missing only with --complete',
    )
    .argument('<file...>', 'feed files, .gz or not; - is standard input')
    .requiredOption('--format <format>', 'how the files are written: ndjson, yandex-rabota …')
    .requiredOption('--source <name>', 'the source that they come from; made when it is new')
    .option(
      '--mapping <file>',
      "YAML: what is what in csv and json; else the source's mapping in sources.yaml",
    )
    .option('--complete', "the files are the source's whole list: what they lack may be closed")
    .addOption(
      new Option('--close-now', 'close what is missing at once, with --complete').implies({ complete: true }),
    );
  withNow(command).action((files: string[], options: ImportOptions) =>
    withWorld(async ({ db, config, log }) => {
      const now = nowOf(options, config);
      const mapping = importMapping(options, config.sourcesFile);
      await reanalyse(db, log);
      await fillKeys(db, log, now);
      const order = {
        ...options,
        mapping,
        now,
        files: files.map((name) => ({ name, open: () => openFile(name) })),
        ...(process.stderr.isTTY && { onProgress: showProgress }),
      };
      const counts = await importFiles(db, order).finally(clearProgress);
      answer(options.json, counts, () => linesOf(counts));
    }),
  );
}

const openFile = (name: string): AsyncIterable<Uint8Array> =>
  name === '-' ? process.stdin : readFeedFile(name);

/** One line that rewrites itself, for eyes alone: on a terminal, and not on stdout. */
const showProgress = ({ read }: RunCounts): void => {
  process.stderr.write(`\r\u001b[Kread ${read}`);
};

const clearProgress = (): void => {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
};

const linesOf = ({ seconds, peakRssMb, ...counts }: ImportAnswer): string =>
  [countsLine(counts), ...remarkLines(counts), `${seconds} s, at most ${peakRssMb} MB`].join('\n');
