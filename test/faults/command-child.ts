// `vestnik collect` and `vestnik deliver` as a process of its own, with the database of the test that starts it
// (DATABASE_URL and other settings in the environment); the command's own arguments follow.
import { Command } from 'commander';
import { pino } from 'pino';
import { addCollectCommands } from '../../src/collect/collect.commands.js';
import { addDeliverCommands } from '../../src/deliver/deliver.commands.js';
import type { WithWorld } from '../../src/kit/command.js';
import { readConfig } from '../../src/kit/config.js';
import { createDataSource } from '../../src/store/data-source.js';

const withWorld: WithWorld = async (work) => {
  const config = readConfig(process.env, process.cwd());
  const db = await createDataSource(config.databaseUrl ?? '').initialize();
  try {
    return await work({ db, config, log: pino({ level: 'silent' }), secret: Buffer.alloc(32) });
  } finally {
    await db.destroy();
  }
};

const program = new Command();
addCollectCommands(program, withWorld);
addDeliverCommands(program, withWorld);
await program.parseAsync();
