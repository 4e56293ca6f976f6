import { CollectStep } from '../../src/collect/collect.step.js';
import { readSources } from '../../src/collect/sources/read-sources.js';
import type { Reach } from '../../src/collect/sources/source-items.js';
import { createLog } from '../../src/kit/log.js';
import type { TestDatabase } from '../support/database.js';

export const NOW = new Date('2026-11-24T09:00:00Z');
export const minutes = (n: number): Date => new Date(NOW.getTime() + n * 60_000);

/** The step with the sources of this YAML; no wait is waited for. */
export const stepOf = (db: TestDatabase, yaml: string, reach: Partial<Reach> = {}): CollectStep =>
  new CollectStep({
    db: db.dataSource,
    log: createLog('silent'),
    sources: readSources(yaml, '/sources.yaml'),
    demo: false,
    reach: { publicUrl: 'https://vestnik.example.org', wait: async () => undefined, ...reach },
  });

/** The open vacancies of a source by title. */
export const openOf = async (db: TestDatabase, name: string): Promise<string[]> =>
  (
    await db.query<{ title: string }>(
      `select v.title from vacancy v join source s on s.id = v.source_id
        where s.name = $1 and v.closed_at is null order by v.title`,
      [name],
    )
  ).map(({ title }) => title);
