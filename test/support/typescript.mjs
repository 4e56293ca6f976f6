// Lets node import our TypeScript as it stands: `node --import ./test/support/typescript.mjs file.ts`, or importing
// this file first. For what runs outside Jest: its global setup, and the processes that tests start.
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transform } from '@swc/core';

if (isMainThread) register(import.meta.url);

export async function resolve(specifier, context, next) {
  const ours = /^\.{1,2}\//.test(specifier) && context.parentURL?.endsWith('.ts');
  return next(ours ? specifier.replace(/\.js$/, '.ts') : specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const file = fileURLToPath(url);
  const { code } = await transform(await readFile(file, 'utf8'), { filename: file, sourceMaps: 'inline' });
  return { format: 'module', source: code, shortCircuit: true };
}
