// Lets node import our TypeScript as it stands: `node --import ./test/support/typescript.mjs file.ts`, or importing
// this file first. For what runs outside Jest's own transforms: its global setup, the processes and threads that tests
// start.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
