import type { Command } from 'commander';
import { addStepCommand, type WithWorld } from '../kit/command.js';
import { MarketStep } from './market.step.js';

/** `market`: the day's figures of every followed search. */
export function addMarketCommands(program: Command, withWorld: WithWorld): void {
  addStepCommand(program, withWorld, {
    name: 'market',
    description: 'make the figures of pay and employers for every followed search',
    step: ({ db, log }) => new MarketStep(db, log),
  });
}
