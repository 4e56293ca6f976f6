import { PUSH_BOUNDS } from '../../collect/push/push-bounds.js';
import { ref } from './schemas.js';

const NAME = {
  name: 'name',
  in: 'path',
  required: true,
  description: 'The source that your key was made for',
  schema: { type: 'string' },
} as const;

const ID = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Your id of the vacancy, percent-encoded',
  schema: { type: 'string' },
} as const;

/** An answer in JSON. */
export const json = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
});

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

const EVERY_PUSH = {
  401: problem('No key, or one that is not known or was revoked'),
  403: problem('The key of another source'),
  404: problem('No such source; for DELETE: it never brought a vacancy of this id'),
  429: problem('More than 600 requests a minute'),
} as const;

const EVERY_BODY = {
  413: problem('Larger than one request may bring; taken rows are stored'),
  415: problem('Another Content-Type, or compressed otherwise than with gzip'),
  422: problem('The body cannot be taken; reason and detail say why'),
} as const;

const security = [{ key: [] }] as const;
const tags = ['Push'] as const;

/** What an integrator does with the vacancies of a source. */
export const pushPaths = {
  '/api/v1/sources/{name}/vacancies/{id}': {
    put: {
      operationId: 'putVacancy',
      summary: 'Add or change one vacancy',
      description: `The same body twice changes nothing. At most ${PUSH_BOUNDS.rowCharacters} bytes. A vacancy that is not pushed again within 30 days is closed.`,
      tags,
      security,
      parameters: [NAME, ID],
      requestBody: { required: true, content: { 'application/json': { schema: ref('Posting') } } },
      responses: {
        200: json('It was known: changed, unchanged or returned', ref('PushResult')),
        201: json('It is new here', ref('PushResult')),
        ...EVERY_PUSH,
        ...EVERY_BODY,
      },
    },
    delete: {
      operationId: 'closeVacancy',
      summary: 'Close one vacancy',
      description: 'Twice is as good as once. Pushed again it is open again.',
      tags,
      security,
      parameters: [NAME, ID],
      responses: { 200: json('It is closed now, or was before', ref('PushResult')), ...EVERY_PUSH },
    },
  },
  '/api/v1/sources/{name}/vacancies': {
    post: {
      operationId: 'pushVacancies',
      summary: 'Add or change many vacancies',
      description: `One vacancy a line, as JSON (NDJSON), gzip or not: at most ${PUSH_BOUNDS.rows} lines of ${PUSH_BOUNDS.rowCharacters} characters and ${PUSH_BOUNDS.bytes} bytes in all. A bad line stops no other. What a request leaves out stays as it is.`,
      tags,
      security,
      parameters: [NAME],
      requestBody: {
        required: true,
        content: {
          'application/x-ndjson': { schema: { type: 'string', description: 'A Posting a line' } },
        },
      },
      responses: { 200: json('What became of every row', ref('BulkResult')), ...EVERY_PUSH, ...EVERY_BODY },
    },
  },
} as const;
