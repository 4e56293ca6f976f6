import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** How a command that may be struck ended; `printed` is all that it said. */
interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  printed: string;
}

/** Runs a command with `--json` in a process of its own, which whoever strikes it is handed as it starts. */
export async function runCommand(
  [command, now]: [command: string, now: Date],
  settings: Record<string, string>,
  onStart: (child: ChildProcess) => void,
): Promise<End> {
  const loader = ['--no-warnings', '--import', './test/support/typescript.mjs'];
  const script = ['test/faults/command-child.ts', command, '--now', now.toISOString(), '--json'];
  const child = spawn(process.execPath, [...loader, ...script], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onStart(child);
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, printed };
}
