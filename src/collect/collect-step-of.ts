import type { World } from '../kit/command.js';
import { CollectStep } from './collect.step.js';
import { readSourcesFile } from './sources/read-sources.js';

/** The step as settings and sources.yaml have it. Throws SourcesError where that file needs a correction. */
export function collectStepOf({ db, config, log }: Omit<World, 'secret'>): CollectStep {
  return new CollectStep({
    db,
    log,
    sources: readSourcesFile(config.sourcesFile),
    demo: !config.production,
    rates: config.ratesUrl === null ? null : { url: new URL(config.ratesUrl) },
    reach: { publicUrl: config.publicUrl },
  });
}
