import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** Steps of a worker's own, known by the statement that it sends or has had answered. */
const STEPS = {
  'after plan': { statement: /insert into letter \(/, when: 'after' },
  'after claim': { statement: /set state = 'claimed'/, when: 'after' },
  'before gate': { statement: /else 'handoff' end/, when: 'before' },
  'after gate': { statement: /else 'handoff' end/, when: 'after' },
  'before commit': { statement: /update letter set state = \$6/, when: 'before' },
  'after commit': { statement: /update letter set state = \$6/, when: 'after' },
} as const;

export type WorkerStep = keyof typeof STEPS;

/** What a worker does to itself: this signal, when it comes to this step for the nth time. */
export interface Strike {
  step: WorkerStep;
  nth: number;
  signal: 'SIGKILL' | 'SIGSTOP';
}

/** Lets the worker whose data source this is strike itself. The statement is the only thing that is looked at. */
export function armStrike(db: DataSource, { step, nth, signal }: Strike): void {
  const { statement, when } = STEPS[step];
  const query = db.query.bind(db);
  let seen = 0;
  const strike = () => {
    seen += 1;
    if (seen === nth) process.kill(process.pid, signal);
  };
  db.query = async <T>(...asked: Parameters<typeof query>): Promise<T> => {
    const isStep = statement.test(asked[0]);
    if (isStep && when === 'before') strike();
    const answer = (await query(...asked)) as T;
    // A claim that finds nothing is no step.
    if (isStep && when === 'after' && (!Array.isArray(answer) || answer.length > 0)) strike();
    return answer;
  };
}

/** Lets a step's statement wait so many milliseconds before it is sent. */
export function slowDown(db: DataSource, step: WorkerStep, ms: number): void {
  const query = db.query.bind(db);
  db.query = async <T>(...asked: Parameters<typeof query>): Promise<T> => {
    if (STEPS[step].statement.test(asked[0])) await wait(ms);
    return query(...asked);
  };
}
