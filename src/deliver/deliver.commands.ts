import type { Command } from 'commander';
import { addStepCommand, answer, type WithWorld, type World } from '../kit/command.js';
import { createMailer, paceOf } from './create-mailer.js';
import { DeliverStep } from './deliver.step.js';
import { countByState, type StateCount } from './outbox.sql.js';

/** `deliver`: sends what is due. `outbox`: what waits, was sent, was lost. */
export function addDeliverCommands(program: Command, withWorld: WithWorld): void {
  addStepCommand(program, withWorld, {
    name: 'deliver',
    description: 'send every letter that is due, until nothing is left',
    step: stepOf,
  });
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

function stepOf({ db, config, log, secret }: World) {
  const mailer = createMailer(config, secret);
  const step = new DeliverStep({
    db,
    mailer,
    log,
    inDoubt: config.inDoubt,
    ...paceOf(config),
  });
  return { run: (now: Date) => step.run(now), stop: () => step.stop(), close: () => mailer.close() };
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
