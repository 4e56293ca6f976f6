import { createDataSource } from '../../store/data-source.js';
import { taken } from '../measure.js';
import { runOurs } from './ours.js';
import type { ChildAnswer, ChildOrder } from './ours-apart.js';
import { peakRss } from './processor-time.js';

/** A process that does nothing but match, as one with the role `match` does. */
async function work({ url, now, threads }: ChildOrder): Promise<ChildAnswer> {
  const db = await createDataSource(url).initialize();
  try {
    const { result, rssMb } = await peakRss(() => taken(() => runOurs(db, { now: new Date(now), threads })));
    const { result: run, cpu, wall } = result;
    return { run, cpu, wall, rssMb };
  } finally {
    await db.destroy();
  }
}

process.once('message', (order: ChildOrder) => {
  work(order).then(
    (answer) => process.send!({ answer }, () => process.disconnect()),
    (error: Error) => process.send!({ failed: error.message }, () => process.disconnect()),
  );
});
