import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Strike, WorkerStep } from './strike.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What a worker is told to do, once. */
export interface Task {
  command: 'deliver' | 'compose';
  /** ISO 8601. */
  now: string;
  strike?: Strike;
  /** This step's statement waits so many milliseconds. */
  slow?: { step: WorkerStep; ms: number };
}

/** How a worker ended. */
export interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it counted; null when it did not come to say so. */
  tally: Record<string, number> | null;
}

/** A process of its own that runs one command and may be struck at any instant. */
export class Worker {
  private printed = '';
  private readonly ended: Promise<End>;

  constructor(private readonly process: ChildProcess) {
    process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.printed += text;
    });
    this.ended = once(process, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      tally: this.printed === '' ? null : JSON.parse(this.printed),
    }));
  }

  /** Begins the task; answers how it ended. */
  async run(task: Task): Promise<End> {
    this.process.send(task);
    return this.ended;
  }

  strike(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Whether SIGSTOP has reached it. */
  isStopped(): boolean {
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(this.process.pid)], { encoding: 'utf8' });
    return stdout.startsWith('T');
  }

  /** Ends it for good, stopped or not. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }
}

/**
 * Workers of one database and relay, each ready to begin at once: the next one starts while the last one works, since
 * starting takes longer than most of them live.
 */
export class Crew {
  private readonly working = new Set<Worker>();
  private spare: Promise<Worker> | null = null;
  private dismissed = false;

  constructor(private readonly settings: Record<string, string>) {}

  async next(): Promise<Worker> {
    const ready = this.spare ?? this.start();
    this.spare = null;
    const worker = await ready;
    this.spare = this.start();
    this.spare.catch(() => undefined); // told to whoever asks for it
    return worker;
  }

  /** Kills the one that waits: what it opened when it started may be gone. */
  async dismissSpare(): Promise<void> {
    const { spare } = this;
    this.spare = null;
    await spare?.then((worker) => worker.kill()).catch(() => undefined);
  }

  /** Kills every worker, the one that waits too. */
  async dismiss(): Promise<void> {
    this.dismissed = true;
    await this.spare?.catch(() => undefined);
    await Promise.all([...this.working].map((worker) => worker.kill()));
  }

  private async start(): Promise<Worker> {
    const loader = ['--no-warnings', '--import', './test/support/typescript.mjs'];
    const child = spawn(process.execPath, [...loader, 'test/faults/worker-child.ts'], {
      cwd: root,
      env: { ...process.env, ...this.settings },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const worker = new Worker(child);
    this.working.add(worker);
    child.once('close', () => this.working.delete(worker));
    const ready = await Promise.race([once(child, 'message'), once(child, 'close').then(() => null)]);
    if (ready === null && !this.dismissed) throw new Error('A worker ended before it was ready.');
    return worker;
  }
}
