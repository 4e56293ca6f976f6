import 'reflect-metadata';
import { Command } from 'commander';
import { addBenchCommands } from './bench/bench.commands.js';
import { addCollectCommands } from './collect/collect.commands.js';
import { addComposeCommands } from './compose/compose.commands.js';
import { addBounceCommands } from './deliver/bounce.commands.js';
import { addDeliverCommands } from './deliver/deliver.commands.js';
import { addDoctorCommands } from './deliver/doctor/doctor.commands.js';
import { addBackupCommands } from './keep/backup/backup.commands.js';
import { addPersonCommands } from './keep/person.commands.js';
import { SayError, type WithWorld } from './kit/command.js';
import { ConfigError } from './kit/config.js';
import { addMarketCommands } from './market/market.commands.js';
import { addMatchCommands } from './match/match.commands.js';
import { addPipelineCommands } from './pipeline.commands.js';
import { volumeOf } from './search/estimate.js';
import { resolveCities } from './search/places.js';
import { addSearchCommands } from './search/search.commands.js';
import { sqlCounts } from './search/sql-counts.js';
import { addSubscribeCommands } from './subscribe/subscribe.commands.js';
import { openWorld } from './world.js';

const withWorld: WithWorld = async (work) => {
  const world = await openWorld('command', { logLevel: process.env.LOG_LEVEL ?? 'warn' });
  try {
    return await work(world);
  } finally {
    await world.close();
  }
};

/** The command line. Others script against its names and JSON: see DESIGN.md's table and `--help`. */
export function buildProgram(): Command {
  const program = new Command('vestnik')
    .description('Collects vacancies, matches them with saved searches, sends one letter a day.')
    .showHelpAfterError('(add --help for what this command takes)');
  addPipelineCommands(program, withWorld);
  addCollectCommands(program, withWorld);
  addSearchCommands(program, withWorld);
  addSubscribeCommands(program, withWorld, {
    resolveCities,
    volumeOf: (db, search, now) => volumeOf(sqlCounts(db), search, now),
  });
  addMatchCommands(program, withWorld);
  addMarketCommands(program, withWorld);
  addComposeCommands(program, withWorld);
  addDeliverCommands(program, withWorld);
  addBackupCommands(program, withWorld);
  addPersonCommands(program, withWorld);
  addDoctorCommands(program);
  addBounceCommands(program);
  addBenchCommands(program, withWorld);
  return program;
}

/** Runs one command; a failure that a person can mend is a sentence on stderr, and the exit code tells scripts. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${explain(error)}\n`);
  }
}

const explain = (error: unknown): string => {
  if (error instanceof SayError || error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

await main(process.argv.slice(2));
