// A deliver worker that lives as long as its soak: rings every half a second as the service's bell does, whatever
// befalls the database, and tells its memory every few seconds.
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { createMailer } from '../../src/deliver/create-mailer.js';
import { DeliverStep } from '../../src/deliver/deliver.step.js';
import { readConfig } from '../../src/kit/config.js';
import { createDataSource } from '../../src/store/data-source.js';

const config = readConfig(process.env, process.cwd());
const db = await createDataSource(config.databaseUrl ?? '', config.mail.connections + 2).initialize();
const secret = Buffer.alloc(32);
const mailer = createMailer(config, secret);
const step = new DeliverStep({
  db,
  mailer,
  secret,
  log: pino({ level: 'silent' }),
  inDoubt: config.inDoubt,
  connections: config.mail.connections,
});
let stopped = false;
const stop = () => {
  stopped = true;
  void step.stop();
};
process.once('SIGTERM', stop);
process.once('disconnect', () => process.exit(1));
const telling = setInterval(() => process.send?.({ rss: process.memoryUsage().rss }), 2_000);
process.send?.('ready');
while (!stopped) {
  await step.run(new Date()).catch(() => undefined); // the bell logs it and rings again
  await wait(500);
}
clearInterval(telling);
mailer.close();
await db.destroy();
process.disconnect?.();
