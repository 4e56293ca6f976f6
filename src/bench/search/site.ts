import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { workerFile } from '../../kit/worker-file.js';

/** What the child is told at first. */
export interface SiteOrder {
  url: string;
}

/** What an index took to build. */
export interface Built {
  vacancies: number;
  megabytes: number;
  ms: number;
}

/** What a process with pages says of itself since it was asked last; CPU in seconds, the delay of its event loop in ms. */
export interface SiteUse {
  cpu: number;
  delayP99Ms: number;
  rssMb: number;
}

export type SiteQuestion = { lists: readonly string[] } | { use: true };
export type SiteTold =
  | { built: Built; name: string }
  | { opened: string }
  | { listed: number[] }
  | { used: SiteUse }
  | { failed: string };

/** A process with pages and nothing else, as one with the role `web` is. Must be closed. */
export interface Site {
  url: string;
  fresh: Built;
  year: Built;
  /** Milliseconds that the list of each query took, without the page around it. */
  lists(queries: readonly string[]): Promise<number[]>;
  use(): Promise<SiteUse>;
  close(): Promise<void>;
}

/** Starts one over a database; resolves when both of its indexes are built. */
export async function startSite(url: string): Promise<Site> {
  const child = fork(workerFile(import.meta.url, './site-child'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const told: Partial<Record<'opened' | 'fresh index built' | 'year index built', SiteTold>> = {};
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: SiteTold) => {
      if ('failed' in message) reject(new Error(`The pages failed: ${message.failed}`));
      if ('opened' in message) told.opened = message;
      if ('built' in message) told[message.name as keyof typeof told] = message;
      if (Object.keys(told).length === 3) resolve();
    });
    child.once('exit', (code, signal) => reject(new Error(`The pages ended with ${signal ?? code}.`)));
  });
  child.send({ url } satisfies SiteOrder);
  await ready;
  return {
    url: (told.opened as { opened: string }).opened,
    fresh: (told['fresh index built'] as { built: Built }).built,
    year: (told['year index built'] as { built: Built }).built,
    lists: async (queries) => (await ask<{ listed: number[] }>(child, { lists: queries })).listed,
    use: async () => (await ask<{ used: SiteUse }>(child, { use: true })).used,
    close: async () => {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

/** One question at a time. */
function ask<Told>(child: ChildProcess, question: SiteQuestion): Promise<Told> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('The pages ended before they answered.'));
    child.once('exit', gone);
    child.once('message', (told: SiteTold) => {
      child.off('exit', gone);
      if ('failed' in told) reject(new Error(`The pages failed: ${told.failed}`));
      else resolve(told as Told);
    });
    child.send(question);
  });
}
