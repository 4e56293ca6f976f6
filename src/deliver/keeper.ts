import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import type { DoubtPolicy } from './doubt.sql.js';
import { type Pace, settingsOf } from './lanes/lane-state.js';
import { reap } from './reap.js';
import { type Alarm, alarmOf } from './watch/alarm.js';
import { readFacts } from './watch/facts.sql.js';
import { changeAlarm, noteWatch } from './watch/watch.sql.js';

/** What a Keeper works with. */
export interface KeeperTools extends Pace {
  db: DataSource;
  inDoubt: DoubtPolicy;
  log: Log;
}

/** Looks after the outbox every few seconds: letters of dead workers, letters too late, and whether letters get through. */
export class Keeper {
  constructor(private readonly tools: KeeperTools) {}

  async run(now: Date): Promise<void> {
    await reap(this.tools, now);
    await this.watch(now);
  }

  private async watch(now: Date): Promise<void> {
    const { db, log } = this.tools;
    const watched = await noteWatch(db, now);
    const alarm = alarmOf(await readFacts(db, settingsOf(this.tools), now), watched, now);
    if (!(await changeAlarm(db, alarm, now))) return;
    if (alarm === null) log.info('letters get through again: the alarm is over');
    else log.error({ alarm }, SENTENCES[alarm]);
  }
}

const SENTENCES: Record<Alarm, string> = {
  link: 'no letter gets through: the relay, or the road to it, has failed for a quarter of an hour; see /status and the relay',
  stuck:
    'no letter gets through: letters have been due for a quarter of an hour and none was accepted; see /status',
  'put-off':
    'no letter gets through: for an hour everything was put off; `vestnik outbox list --state ready` has the words',
  nobody: 'no letter gets through: no process with the role deliver looks at the outbox',
};
