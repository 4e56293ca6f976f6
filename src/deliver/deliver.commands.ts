import type { Command } from 'commander';
import { answer, parseNow, type WithWorld } from '../kit/command.js';
import { createMailer } from './create-mailer.js';
import { DeliverStep } from './deliver.step.js';
import { countByState, type StateCount } from './outbox.sql.js';

/** `vestnik deliver` and `vestnik outbox`. */
export function addDeliverCommands(program: Command, withWorld: WithWorld): void {
  program
    .command('deliver')
    .description('send every letter that is due, until nothing is left')
    .option('--now <instant>', 'the time to act at, ISO 8601 with a zone')
    .option('--json', 'answer in JSON')
    .action(({ now, json }: { now?: string; json?: boolean }) => deliver(withWorld, parseNow(now), json));
  program
    .command('outbox')
    .description('how many letters are in which state')
    .option('--json', 'answer in JSON')
    .action(({ json }: { json?: boolean }) =>
      withWorld(async ({ db }) => {
        const states = await countByState(db);
        answer(json, states, () => linesOf(states));
      }),
    );
}

function deliver(withWorld: WithWorld, now: Date, json: boolean | undefined): Promise<void> {
  return withWorld(async ({ db, config, log }) => {
    const mailer = createMailer(config);
    const step = new DeliverStep({ db, mailer, log, inDoubt: config.inDoubt });
    const stop = () => void step.stop();
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    try {
      const tally = await step.run(now);
      const { sent, failed, retried, inDoubt, expired } = tally;
      answer(
        json,
        tally,
        () => `sent ${sent}, failed ${failed}, later ${retried}, in doubt ${inDoubt}, expired ${expired}`,
      );
    } finally {
      process.off('SIGTERM', stop);
      process.off('SIGINT', stop);
      mailer.close();
    }
  });
}

function linesOf(states: StateCount[]): string {
  if (states.length === 0) return 'The outbox is empty.';
  return states
    .map(({ state, letters, oldest, doubted }) => {
      const doubt = doubted > 0 ? `, ${doubted} may have arrived twice` : '';
      return `${state}: ${letters}, the oldest of ${oldest.toISOString()}${doubt}`;
    })
    .join('\n');
}
