import { Agent, get } from 'node:http';

/** Milliseconds to the last byte of each page, `atOnce` under way at a time. Throws where one is not answered with 200. */
export async function timePages(urls: readonly string[], atOnce: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const ms: number[] = [];
  let next = 0;
  const read = async (): Promise<void> => {
    for (let at = next++; at < urls.length; at = next++) {
      const started = performance.now();
      await readPage(agent, urls[at]!);
      ms[at] = performance.now() - started;
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, read));
    return ms;
  } finally {
    agent.destroy();
  }
}

const readPage = (agent: Agent, url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`A page was answered with ${response.statusCode}.`));
      });
      response.once('error', reject);
      response.resume();
    }).once('error', reject);
  });
