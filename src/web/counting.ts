import type { Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Counts } from '../search/counts.js';
import { type EstimateTools, estimateTools } from '../search/estimate-tools.js';
import { freshCounts } from '../search/fresh-counts.js';
import { KeptIndex } from '../search/search.module.js';
import { sqlCounts } from '../search/sql-counts.js';

/** Whatever counts for the pages: `Counts`. */
export const COUNTS = Symbol('COUNTS');
/** What estimates are made with: `EstimateTools`. */
export const ESTIMATE_TOOLS = Symbol('ESTIMATE_TOOLS');

/** How the pages count. */
export const counting: Provider[] = [
  {
    provide: COUNTS,
    inject: [DataSource, KeptIndex],
    useFactory: (db: DataSource, index: KeptIndex): Counts =>
      freshCounts(() => index.current(), sqlCounts(db)),
  },
  {
    provide: ESTIMATE_TOOLS,
    inject: [DataSource, COUNTS, KeptIndex],
    useFactory: (db: DataSource, counts: Counts, index: KeptIndex): EstimateTools =>
      estimateTools(db, { counts, suggest: (query) => index.suggest(query) }),
  },
];
