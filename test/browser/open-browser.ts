import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const VERSION = '147.0.0';

/**
 * Starts the browser at CHROMIUM_PATH, else the one that comes with npm (Linux on x64 with libnss3 and libexpat1). Null
 * where none starts, with the reason printed.
 */
export async function openBrowser(): Promise<Browser | null> {
  try {
    return await launch();
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    process.stdout.write(`skipped: no browser starts here (${reason}); set CHROMIUM_PATH to have one\n`);
    return null;
  }
}

async function launch(): Promise<Browser> {
  const given = process.env.CHROMIUM_PATH;
  if (given) return chromium.launch({ executablePath: given, args: ['--no-sandbox'] });
  // It unpacks under names without a version: another version's files there end the launch with SIGTRAP.
  process.env.TMPDIR = join(tmpdir(), `vestnik-chromium-${VERSION}-${process.getuid?.() ?? 0}`);
  mkdirSync(process.env.TMPDIR, { recursive: true, mode: 0o700 });
  const { default: packed } = await import('@sparticuz/chromium');
  packed.setGraphicsMode = false;
  // In one process with its tabs, as lambdas want it, the browser ends with the first tab.
  const args = packed.args.filter((arg) => !['--single-process', '--no-zygote'].includes(arg));
  return chromium.launch({ executablePath: await packed.executablePath(), args });
}
