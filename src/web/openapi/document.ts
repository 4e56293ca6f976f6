import { pushPaths } from './push-paths.js';
import { readPaths } from './read-paths.js';
import { schemas } from './schemas.js';

/**
 * The API as OpenAPI 3.1. Written by hand and held to the routes by a test: @nestjs/swagger would read it off classes
 * that nothing else here needs, for bodies are read by the formats' own reader and not into classes.
 */
export const openApi = (publicUrl: string) =>
  ({
    openapi: '3.1.0',
    info: {
      title: 'Vestnik',
      version: '1',
      description:
        'Push vacancies in, read searches out. Fields may be added to answers at any time; none is renamed. Times are ISO 8601 with a zone.',
    },
    servers: [{ url: publicUrl }],
    tags: [
      {
        name: 'Push',
        description: 'For integrators: your vacancies, by your ids, with a key of the operator',
      },
      { name: 'Read', description: 'For everybody' },
      { name: 'Health', description: 'For operators' },
    ],
    paths: { ...pushPaths, ...readPaths },
    components: {
      schemas,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'Made by `npx vestnik sources key NAME`' },
        metrics: { type: 'http', scheme: 'bearer', description: 'The METRICS_TOKEN' },
      },
    },
  }) as const;
