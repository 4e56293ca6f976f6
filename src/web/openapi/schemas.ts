/** A JSON Schema, as far as the API needs one. */
export interface Schema {
  type?: string | readonly string[];
  description?: string;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  enum?: readonly unknown[];
  format?: string;
  additionalProperties?: Schema | boolean;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  $ref?: string;
}

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const text = (description: string): Schema => ({ type: ['string', 'null'], description });
const amount = (description: string): Schema => ({ type: ['number', 'string', 'null'], description });
const words = (description: string): Schema => ({
  type: ['string', 'array', 'null'],
  items: { type: 'string' },
  description,
});
const count = (description: string): Schema => ({ type: 'integer', minimum: 0, description });
const share = (description: string): Schema => ({
  type: ['number', 'null'],
  minimum: 0,
  maximum: 1,
  description,
});
const instant = (description: string): Schema => ({
  type: ['string', 'null'],
  format: 'date-time',
  description,
});

const RESULTS = ['added', 'changed', 'unchanged', 'returned', 'rejected'] as const;

/** What formats/ndjson.ts reads of a vacancy; a test holds the two to each other. */
const Posting: Schema = {
  type: 'object',
  description:
    'A vacancy in your own words: HTML or plain text, pay as you state it, places as you write them. Only title is required; other fields may be absent, null or empty, and what stands under other names is not read.',
  required: ['title'],
  properties: {
    id: {
      type: ['string', 'number', 'null'],
      description:
        'Your id. With PUT it is the one of the address. Else the url is the id, else a hash of title, employer, city and text',
    },
    title: { type: 'string', maxLength: 1000 },
    url: text('Link to the posting, http or https'),
    src: text('Where you have it from'),
    employer: text('Its name'),
    agency: { type: ['boolean', 'null'], description: 'The employer is an agency that recruits for others' },
    city: text('One place, or several with ";" between them; "удалённо" is remote work'),
    salary_from: amount('The least pay'),
    salary_to: amount('The most pay'),
    currency: text('ISO 4217; roubles where nothing is said'),
    gross: { type: ['boolean', 'null'], description: 'Before income tax' },
    salary_period: text(
      'What the pay is paid for: month (when nothing is said), shift, hour, year, week, project; Russian words too',
    ),
    salary_text: text('The pay in words, read where both numbers are absent'),
    experience: text('noExperience, between1And3, "от 1 года до 3 лет", or a number of years'),
    schedule: words('"полный день", "сменный график", "2/2", remote …'),
    employment: words('"полная занятость", part, project, "стажировка" …'),
    work_format: words('remote, hybrid, on_site, "гибрид" …'),
    skills: words('A list, or one text with commas'),
    description: text('HTML or plain text; 100,000 characters of it are kept'),
    requirement: text('With responsibility the text, where there is no description'),
    responsibility: text('See requirement'),
    published_at: {
      type: ['string', 'number', 'null'],
      description: 'Shown, never trusted: new is what is first seen here',
    },
    expires_at: {
      type: ['string', 'number', 'null'],
      description: 'ISO 8601 or a date: it is open until then, a date until its last instant in Moscow',
    },
  },
};

const PushResult: Schema = {
  type: 'object',
  required: ['source', 'id', 'result'],
  properties: {
    source: { type: 'string' },
    id: { type: 'string', description: 'As it is stored' },
    result: { type: 'string', enum: [...RESULTS.slice(0, 4), 'closed'] },
  },
};

const RowResult: Schema = {
  type: 'object',
  required: ['row', 'id', 'result'],
  properties: {
    row: {
      type: 'integer',
      minimum: 1,
      description: 'The number of its line; empty ones are counted, not answered',
    },
    id: text('As it is stored; null where none could be read'),
    result: { type: 'string', enum: RESULTS },
    reason: {
      type: 'string',
      description: 'Of a rejected one: broken-json, not-a-posting, no-title, too-long, unreadable',
    },
    sentence: { type: 'string', description: 'Of a rejected one: what is wrong with it' },
  },
};

const BulkResult: Schema = {
  type: 'object',
  required: ['source', 'read', ...RESULTS, 'rows'],
  properties: {
    source: { type: 'string' },
    read: count('All rows; the sum of the next five'),
    added: count('New here'),
    changed: count('Known, with other words'),
    unchanged: count('Known, and the same'),
    returned: count('Closed before, and open again'),
    rejected: count('Not taken'),
    rows: { type: 'array', items: ref('RowResult'), description: 'In the order of the request' },
  },
};

const Problem: Schema = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'A sentence that says what is wrong and what to do' },
    reason: { type: 'string', description: 'Of a vacancy that was not taken: see RowResult' },
    taken: count('Rows that are stored all the same'),
  },
};

const SourceStatus: Schema = {
  type: 'object',
  required: ['name', 'state', 'open'],
  properties: {
    name: { type: 'string' },
    title: text('How pages name it'),
    shownAs: { type: 'string' },
    format: { type: 'string' },
    demo: { type: 'boolean' },
    state: { type: 'string', enum: ['well', 'running', 'never', 'silent', 'suspect', 'failed', 'paused'] },
    why: { type: ['string', 'null'], enum: ['unreachable', 'refused', 'unreadable', 'ours', null] },
    failures: count('Failures in a row'),
    open: count('Open vacancies'),
    next: { type: 'string', enum: ['at', 'soon', 'pushes', 'none'] },
    askedNextAt: instant('When it is asked next'),
    nextRunAt: instant('When it is due'),
    pausedUntil: instant('Until when it rests after a failure'),
    startedAt: instant('The last run'),
    finishedAt: instant('The last run'),
    read: { type: ['integer', 'null'] },
    added: { type: ['integer', 'null'] },
    changed: { type: ['integer', 'null'] },
    closed: { type: ['integer', 'null'] },
    suspect: { type: ['boolean', 'null'] },
    tookMs: { type: ['integer', 'null'] },
    lastSuccessAt: instant('When a run was last read to its end'),
    lastRead: { type: ['integer', 'null'], description: 'Postings that it brought' },
    lastRejected: { type: ['integer', 'null'] },
    lastYield: { type: ['integer', 'null'], description: 'Postings taken of it' },
    usualYield: { type: ['integer', 'null'], description: 'The median of the last ten healthy runs' },
    rejectedShare: share('Of the postings that it brought'),
    rejectedPercent: { type: ['number', 'null'] },
  },
};

/** Every schema that the paths name. */
export const schemas = { Posting, PushResult, RowResult, BulkResult, Problem, SourceStatus };
