// `npm start` runs us through a shell, and that shell hands no signal on: after `kill <npm>` the service would serve
// on, and nobody would know of it. So when npm goes, we go the way SIGTERM asks for.
import { readFileSync } from 'node:fs';

const LOOK_MS = 500;

/** Ends this process gracefully once the npm that started it is gone. Does nothing where npm did not. */
export function followNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const before = ancestors();
  let ready = false;
  const timer = setInterval(() => {
    const listens = process.listenerCount('SIGTERM') > 0;
    const stops = ready && !listens; // its only SIGTERM has come already: a second one would cut its work short
    ready ||= listens;
    if (!stops && ancestors() === before) return;
    clearInterval(timer);
    if (!stops) process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  timer.unref();
}

/** The shell and npm itself; only Linux tells the latter cheaply (elsewhere the shell makes way for its program). */
function ancestors() {
  const shell = process.ppid;
  try {
    return `${shell} ${readFileSync(`/proc/${shell}/stat`, 'utf8').replace(/^.*\) . (\d+) .*$/s, '$1')}`;
  } catch {
    return String(shell);
  }
}
