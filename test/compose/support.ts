import type { DataSource } from 'typeorm';
import { ComposeStep } from '../../src/compose/compose.step.js';
import type { ComposeTools } from '../../src/compose/tell.js';
import { createLog } from '../../src/kit/log.js';
import { createRenderer } from '../../src/kit/render.js';
import { MatchStep } from '../../src/match/match.step.js';

export const silent = createLog('silent');

export const tools: ComposeTools = {
  renderer: createRenderer(),
  config: {
    publicUrl: 'https://jobs.example.org',
    mailFrom: { name: 'Вестник', address: 'vestnik@example.org' },
  },
  secret: Buffer.from('a secret that only this test knows'),
  log: silent,
};

export const DAY = 86_400_000;

/** The factories' people are confirmed on 1 November 2026 at midnight UTC and written to at 09:00 Moscow, 06:00 UTC. */
export const slot = (day: number, minute = 1) => new Date(Date.UTC(2026, 10, day, 6, minute));

export const match = (db: DataSource, now: Date) => new MatchStep(db, silent).run(now);
export const compose = (db: DataSource, now: Date) => new ComposeStep(db, tools).run(now);

/** One day of the pipeline's middle: match, then compose. */
export async function play(db: DataSource, now: Date): Promise<{ digests: number; letters: number }> {
  await match(db, now);
  return compose(db, now);
}

/** What each digest told, in the order of its rank. */
export const told = (
  db: DataSource,
): Promise<{ subscriber_id: string; slot: string; clusters: string[] }[]> =>
  db.query(
    `select d.subscriber_id, d.slot, array_agg(i.cluster_id::text order by i.rank) as clusters
       from digest d join digest_item i on i.subscriber_id = d.subscriber_id and i.digest_id = d.id
      group by d.subscriber_id, d.slot, d.made_at order by d.made_at`,
  );

/** Empties the tables that composing touches. */
export const empty = (db: DataSource): Promise<unknown> =>
  db.query(`truncate match, match_progress, search, market_figure, vacancy, cluster, cluster_merge, saved_search,
    subscriber, address, consent, token, schedule, hidden_vacancy, digest, digest_item, letter, letter_body, letter_event cascade`);
