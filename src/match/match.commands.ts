import type { Command } from 'commander';
import { addStepCommand, type WithWorld } from '../kit/command.js';
import { MatchStep } from './match.step.js';

/** `match`: every followed search meets what was published since. */
export function addMatchCommands(program: Command, withWorld: WithWorld): void {
  addStepCommand(program, withWorld, {
    name: 'match',
    description: 'match what is new with every followed search',
    step: ({ db, log }) => new MatchStep(db, log),
  });
}
