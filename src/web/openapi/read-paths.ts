import { EMPLOYMENT, EXPERIENCE, SCHEDULE } from '../../language/filters.js';
import { json } from './push-paths.js';
import { ref, type Schema } from './schemas.js';

const parameter = (name: string, description: string, schema: Schema = { type: 'string' }) => ({
  name,
  in: 'query',
  description,
  schema,
});
const several = (values?: readonly string[]): Schema => ({
  type: 'array',
  items: { type: 'string', ...(values && { enum: values }) },
});
const flag: Schema = { type: 'string', enum: ['1'] };

const SEARCH = [
  parameter('q', 'Words, "phrases", OR, -without, as on the search page'),
  parameter('city', 'Cities by name', several()),
  parameter('pay', 'Roubles a month, at least', { type: 'integer', minimum: 1 }),
  parameter('with-pay', 'Only with stated pay', flag),
  parameter('experience', 'Any of', several(EXPERIENCE)),
  parameter('schedule', 'Any of', several(SCHEDULE)),
  parameter('employment', 'Any of', several(EMPLOYMENT)),
  parameter('without', 'Words that must not occur'),
  parameter('not-employer', 'Ids of employers to leave out', several()),
  parameter('no-agencies', 'Without agencies', flag),
];

const object = (description: string): Schema => ({ type: 'object', description, additionalProperties: true });
const list = (description: string): Schema => ({ type: 'array', items: object(description) });

const tags = ['Read'] as const;
const health = ['Health'] as const;

/** What anybody may read. */
export const readPaths = {
  '/vacancies.json': {
    get: {
      operationId: 'searchVacancies',
      summary: 'What the search page shows',
      description:
        'Pay is in roubles a month; copies are counted once. `open`, `vacancies` and `items` are of the open vacancies that fit now; the other figures are the market of 12 months, of vacancies that name the query in the title, null where no words were asked (see /how).',
      tags,
      parameters: [
        ...SEARCH,
        parameter('page', 'The first is 1', { type: 'integer', minimum: 1, maximum: 500 }),
      ],
      responses: {
        200: json('Vacancies and figures', {
          type: 'object',
          properties: {
            open: { type: 'integer', description: 'Open jobs that fit' },
            vacancies: { type: 'integer', description: 'Their postings' },
            total: { type: ['integer', 'null'], description: 'Jobs of 12 months' },
            withPay: { type: ['integer', 'null'], description: 'Those of them that state their pay' },
            mean: { type: ['integer', 'null'], description: 'Null below five that state their pay' },
            median: { type: ['integer', 'null'] },
            here: { type: ['object', 'null'], description: 'The same in the cities that were asked' },
            slow: { type: 'boolean', description: 'Nothing could be told in time' },
            items: list('id, title, employer, city, url, source, pay, firstSeenAt, score'),
            cities: list('city, mean, median, withPay, total; most jobs first'),
            leadersByCount: list('the five cities with the most jobs'),
            leadersByMean: list('the five with the highest mean'),
            professions: list('name and vacancies, of 30 days in the cities that were asked'),
            months: list('month (YYYY-MM) and its figures'),
            experience: list('experience and its figures'),
            pays: list('from, to and jobs of each bin of the distribution'),
            taxes: { type: ['object', 'null'], description: 'Payroll taxes on the mean, this year' },
            employers: list('name and vacancies'),
          },
        }),
      },
    },
  },
  '/estimate.json': {
    get: {
      operationId: 'estimateSearch',
      summary: 'How much a search would bring a week',
      tags,
      parameters: SEARCH,
      responses: {
        200: json('New vacancies a week', {
          type: 'object',
          properties: {
            perWeek: { type: ['number', 'null'] },
            refused: { type: ['string', 'null'], description: 'Why it cannot be an alert' },
            sentence: { type: 'string' },
          },
        }),
      },
    },
  },
  '/status.json': {
    get: {
      operationId: 'readStatus',
      summary: 'How every source fares',
      tags: health,
      responses: {
        200: json('Sources, mail lanes, letters by state', {
          type: 'object',
          required: ['askedAt', 'sources', 'lanes', 'letters', 'mail', 'index'],
          properties: {
            askedAt: { type: 'string', format: 'date-time' },
            sources: { type: 'array', items: ref('SourceStatus') },
            lanes: list('each lane with its pace, breaker, and the rates of the last 24 hours'),
            letters: list('state and count; of the sent, those of the last 24 hours'),
            mail: object('Alarm, last success, letters in doubt, depth by lane and state'),
            index: { ...object('The index in memory'), type: ['object', 'null'] },
          },
        }),
      },
    },
  },
  '/healthz': {
    get: {
      operationId: 'isAlive',
      summary: 'Whether the process answers',
      tags: health,
      responses: { 200: json('It does', object('status')) },
    },
  },
  '/readyz': {
    get: {
      operationId: 'isReady',
      summary: 'Whether the database answers too',
      tags: health,
      responses: { 200: json('It does', object('status')), 503: json('It does not', object('status')) },
    },
  },
  '/metrics': {
    get: {
      operationId: 'readMetrics',
      summary: 'Metrics for Prometheus',
      description:
        'For loopback and private addresses, or with METRICS_TOKEN where the operator has set one.',
      tags: health,
      security: [{}, { metrics: [] }],
      responses: {
        200: {
          description: 'The Prometheus text format',
          content: { 'text/plain': { schema: { type: 'string' } } },
        },
        401: { description: 'Another METRICS_TOKEN, or none' },
        403: { description: 'Asked from elsewhere' },
      },
    },
  },
  '/api/v1/openapi.json': {
    get: {
      operationId: 'readOpenApi',
      summary: 'This document',
      tags: health,
      responses: { 200: json('OpenAPI 3.1', object('The document')) },
    },
  },
} as const;
