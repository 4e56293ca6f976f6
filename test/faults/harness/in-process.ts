import type { DataSource } from 'typeorm';
import type { DeliverStep } from '../../../src/deliver/deliver.step.js';
import type { DoubtPolicy } from '../../../src/deliver/doubt.sql.js';
import { smtpMailer, stepWith } from '../../deliver/support.js';
import type { Relay } from '../relay/relay.js';
import type { Bench } from './bench.js';

/** How a worker in this process sends; by default as long as a relay may take, over one connection. */
export interface Sending {
  db: DataSource;
  relay: Relay;
  patience?: number | undefined;
  connections?: number;
  inDoubt?: DoubtPolicy;
  /** Added to the relay's URL. */
  query?: string;
}

/** A worker in this very process, for what needs no kill; ends with its bench. */
export function sendFrom(bench: Bench, sending: Sending): DeliverStep {
  const { db, relay, patience, connections = 1, inDoubt = 'resend', query = '' } = sending;
  const mailer = smtpMailer(`${relay.url}/${query}`, { patience });
  const step = stepWith({ db, mailer, inDoubt, connections });
  bench.later(async () => {
    await step.stop();
    mailer.close();
  });
  return step;
}
