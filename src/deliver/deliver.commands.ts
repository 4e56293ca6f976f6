import type { Command } from 'commander';
import { addStepCommand, type WithWorld, type World } from '../kit/command.js';
import { createMailer, paceOf } from './create-mailer.js';
import { DeliverStep } from './deliver.step.js';
import { addOutboxCommands } from './outbox.commands.js';

/** `deliver`: sends what is due. `outbox`: see outbox.commands.ts. */
export function addDeliverCommands(program: Command, withWorld: WithWorld): void {
  addStepCommand(program, withWorld, {
    name: 'deliver',
    description: 'send every letter that is due, until nothing is left',
    step: stepOf,
  });
  addOutboxCommands(program, withWorld);
}

function stepOf({ db, config, log, secret }: World) {
  const mailer = createMailer(config, secret);
  const step = new DeliverStep({
    db,
    mailer,
    log,
    secret,
    inDoubt: config.inDoubt,
    ...paceOf(config),
  });
  return { run: (now: Date) => step.run(now), stop: () => step.stop(), close: () => mailer.close() };
}
