import type { Bench, Check, Verdict } from '../harness/bench.js';
import { buildPeople, countTold, DUE, wrongAmong } from '../harness/people.js';

/** Two planners in the same minute, and one that is killed while it plans. */
export const twoPlanners: Check = {
  id: 'D10',
  promise:
    'two planners in the same minute, also after one that was killed in mid-plan: as many digests as people',
  async run(bench: Bench): Promise<Verdict> {
    const { people } = bench.sizes;
    const both = await plan(bench, people, false);
    const killed = await plan(bench, people, true);
    return {
      figures: {
        people,
        digests: both.told.digests,
        letters: both.told.letters,
        'one killed: digests': killed.told.digests,
        'one killed: letters': killed.told.letters,
      },
      wrong: [...both.wrong, ...killed.wrong],
    };
  },
};

async function plan(bench: Bench, people: number, kills: boolean) {
  const { dataSource: db, url } = await bench.database();
  const crew = bench.crew({ DATABASE_URL: url, SMTP_URL: 'smtp://127.0.0.1:9' });
  await buildPeople(db, people);
  const task = { command: 'compose' as const, now: DUE.toISOString() };
  const wrong: string[] = [];
  if (kills) {
    const strike = { step: 'after plan' as const, nth: 2, signal: 'SIGKILL' as const };
    const { signal } = await (await crew.next()).run({ ...task, strike });
    if (signal !== 'SIGKILL') wrong.push('the planner never came to its second batch');
  }
  const planners = [await crew.next(), await crew.next()];
  const ends = await Promise.all(planners.map((planner) => planner.run(task)));
  wrong.push(
    ...ends.filter(({ code }) => code !== 0).map((end) => `a planner ended with ${JSON.stringify(end)}`),
  );
  const told = await countTold(db);
  return { told, wrong: [...wrong, ...wrongAmong(told, people)] };
}
