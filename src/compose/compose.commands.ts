import type { Command } from 'commander';
import { addStepCommand, type WithWorld } from '../kit/command.js';
import { createRenderer } from '../kit/render.js';
import { ComposeStep } from './compose.step.js';

/** `compose`: a digest and its letter for everyone whose slot has come. */
export function addComposeCommands(program: Command, withWorld: WithWorld): void {
  addStepCommand(program, withWorld, {
    name: 'compose',
    description: 'compose the digests that are due and queue their letters',
    step: ({ db, ...tools }) => new ComposeStep(db, { ...tools, renderer: createRenderer() }),
  });
}
