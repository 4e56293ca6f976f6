import { Gauge, type Registry } from 'prom-client';
import type { MailHealth, ShownLane } from '../deliver/watch/mail-health.js';

/** A metric of each lane a line: name, help, and what it is; null is left out. */
const OF_LANES: readonly [string, string, (lane: ShownLane) => number | null][] = [
  ['deferral_rate', 'Share of attempts of the last 24 hours that were put off', (lane) => lane.deferralRate],
  ['bounce_rate', 'Share of letters of the last 24 hours refused or returned', (lane) => lane.bounceRate],
  ['complaint_rate', 'Complaints by letter sent in the last 24 hours', (lane) => lane.complaintRate],
  ['sent_day', 'Letters that relays took in the last 24 hours', (lane) => lane.sent],
  ['breaker_open', '1 while the breaker keeps letters back', (lane) => (lane.open ? 1 : 0)],
  ['pace', 'Share of its rate that the lane is sent at', (lane) => lane.pace],
  ['reply_p50_seconds', 'Half of the answers came within', (lane) => lane.replySeconds.p50],
  ['reply_p99_seconds', 'All answers but one in a hundred came within', (lane) => lane.replySeconds.p99],
];

/** Makes the gauges of delivery; the function sets them. */
export function mailGauges(registry: Registry): (mail: MailHealth, now: Date) => void {
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ name: `vestnik_${name}`, help, labelNames, registers });
  const ofLanes = OF_LANES.map(([name, help, read]) => ({
    read,
    gauge: gauge(`lane_${name}`, help, ['lane']),
  }));
  const letters = gauge('outbox_letters', 'Letters not sent, by lane and state', ['lane', 'state']);
  const oldest = gauge('outbox_oldest_due_seconds', 'Since the oldest of them was due', ['lane', 'state']);
  const inDoubt = gauge('outbox_in_doubt', 'Letters that may have arrived and are not sent again', []);
  const accepted = gauge('mail_last_accepted_age_seconds', 'Since a relay last took a letter', []);
  const alarm = gauge('mail_alarm', '1 while letters do not get through', []);
  return (mail, now) => {
    for (const one of ofLanes) one.gauge.reset();
    for (const lane of mail.lanes) {
      for (const { read, gauge: one } of ofLanes) {
        const value = read(lane);
        if (value !== null) one.set({ lane: lane.name }, value);
      }
    }
    letters.reset();
    oldest.reset();
    for (const { lane, state, letters: count, oldest: due } of mail.depths) {
      letters.set({ lane, state }, count);
      oldest.set({ lane, state }, Math.max(0, (now.getTime() - due.getTime()) / 1000));
    }
    inDoubt.set(mail.inDoubt);
    alarm.set(mail.alarm === null ? 0 : 1);
    if (mail.lastAcceptedAt !== null) accepted.set((now.getTime() - mail.lastAcceptedAt.getTime()) / 1000);
  };
}
