// See typescript.mjs: how a .ts file is found and compiled. What was compiled is kept by its content: processes that
// tests start by the hundred would else spend most of their time on it.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const CACHE = new URL('../../node_modules/.cache/vestnik-typescript/', import.meta.url);

export async function resolve(specifier, context, next) {
  const ours = /^\.{1,2}\//.test(specifier) && context.parentURL?.endsWith('.ts');
  return next(ours ? specifier.replace(/\.js$/, '.ts') : specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const file = fileURLToPath(url);
  const source = await readFile(file);
  const key = createHash('sha256').update(`${file}\n`).update(source).digest('hex');
  const kept = new URL(`${key}.js`, CACHE);
  const known = await readFile(kept).catch(() => null);
  return { format: 'module', source: known ?? (await compile(file, source, kept)), shortCircuit: true };
}

async function compile(file, source, kept) {
  const { transform } = await import('@swc/core');
  const { code } = await transform(source.toString(), { filename: file, sourceMaps: 'inline' });
  await mkdir(CACHE, { recursive: true });
  const draft = new URL(`${kept.href}.${process.pid}`);
  await writeFile(draft, code);
  await rename(draft, kept);
  return code;
}
