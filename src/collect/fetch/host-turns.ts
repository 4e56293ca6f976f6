/** The last one in each host's queue. */
const lastOf = new Map<string, Promise<void>>();

/**
 * Waits for one's turn at a host and answers how to end it: one request at a time per host, whichever source of this
 * process asks (collecting.md rule 6). An answer counts until its last byte. Throws what `signal` was aborted with.
 */
export async function takeTurn(host: string, signal?: AbortSignal): Promise<() => void> {
  signal?.throwIfAborted();
  const before = lastOf.get(host) ?? Promise.resolve();
  let end!: () => void;
  const mine = new Promise<void>((resolve) => {
    end = resolve;
  });
  const queue = before.then(() => mine);
  lastOf.set(host, queue);
  const finish = (): void => {
    end();
    if (lastOf.get(host) === queue) lastOf.delete(host);
  };
  try {
    await unlessAborted(before, signal);
  } catch (error) {
    end();
    throw error;
  }
  return finish;
}

/** Waits for `work`, but no longer than until `signal` is aborted. */
function unlessAborted(work: Promise<void>, signal?: AbortSignal): Promise<void> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason);
    signal.addEventListener('abort', give, { once: true });
    void work.then(() => {
      signal.removeEventListener('abort', give);
      resolve();
    });
  });
}
