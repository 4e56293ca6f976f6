// A worker that the fault suite may strike: opens the database, says `ready`, waits to be told what to do, and runs
// `vestnik deliver` or `vestnik compose` as they are. Only the data source can be armed; src/ knows nothing of it.
import { once } from 'node:events';
import { Command } from 'commander';
import { pino } from 'pino';
import type { WithWorld } from '../../src/kit/command.js';
import { readConfig } from '../../src/kit/config.js';
import { createDataSource } from '../../src/store/data-source.js';
import { armStrike, slowDown } from './harness/strike.js';
import type { Task } from './harness/worker.js';

const config = readConfig(process.env, process.cwd());
const db = await createDataSource(config.databaseUrl ?? '', config.mail.connections + 2).initialize();

const withWorld: WithWorld = async (work) => {
  try {
    return await work({ db, config, log: pino({ level: 'silent' }), secret: Buffer.alloc(32) });
  } finally {
    await db.destroy();
  }
};

const orphaned = () => process.exit(1); // whoever started us is gone
process.once('disconnect', orphaned);
process.send?.('ready');
const [task] = (await once(process, 'message')) as [Task];
if (task.strike) armStrike(db, task.strike);
if (task.slow) slowDown(db, task.slow.step, task.slow.ms);

const program = new Command();
if (task.command === 'deliver') {
  (await import('../../src/deliver/deliver.commands.js')).addDeliverCommands(program, withWorld);
} else {
  (await import('../../src/compose/compose.commands.js')).addComposeCommands(program, withWorld);
}
try {
  await program.parseAsync([task.command, '--now', task.now, '--json'], { from: 'user' });
} catch {
  process.exitCode = 1; // as the real command ends; what it would say is not what is measured here
}
process.off('disconnect', orphaned);
process.disconnect?.();
