import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import { type TitleVocabulary, titleVocabulary } from '../spelling.js';
import { Resident, type ResidentUpdate } from './resident.js';
import { titleWordsOf } from './title-words.js';

/** What the thread is started with. */
export interface IndexWorkerData {
  url: string;
  mostBytes: number;
  /** Milliseconds between two looks at what changed. */
  every: number;
}

/** What the keeper asks: what a query was perhaps meant to say. */
export interface SuggestRequest {
  id: number;
  query: string;
}

export type IndexMessage = { update: ResidentUpdate } | { id: number; suggestion: string | null };

// What titles say changes slowly; to read it takes a second where they have 100,000 words.
const VOCABULARY_MS = 600_000;

/**
 * Builds the resident index and keeps it up until the process ends or the database goes; then the thread ends. It also
 * knows the words of titles, for the same reason: what takes a second must not hold up pages.
 */
async function main({ url, mostBytes, every }: IndexWorkerData): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'vestnik index' });
  client.on('error', () => undefined); // the query under way says it too
  await client.connect();
  const resident = new Resident(client, mostBytes);
  await resident.build(new Date());
  // Whatever changed meanwhile is told with the rest: an update is told once.
  const changed = await resident.refresh(new Date());
  post({ update: changed ?? resident.update() });
  const vocabulary = vocabularyOf(resident);
  parentPort!.on('message', ({ id, query }: SuggestRequest) => {
    post({ id, suggestion: vocabulary().suggest(query)?.query ?? null });
  });
  for (;;) {
    await sleep(every);
    const update = await resident.refresh(new Date());
    if (update !== null) post({ update });
    vocabulary();
  }
}

/** The vocabulary, made anew now and then. */
function vocabularyOf(resident: Resident): () => TitleVocabulary {
  let made: { at: number; of: number; vocabulary: TitleVocabulary } | null = null;
  return () => {
    const at = performance.now();
    const segments = resident.segments();
    const of = segments.reduce((sum, { size }) => sum + size, 0);
    // At the start a feed brings in a minute what later takes months: twice as many vacancies are another vocabulary.
    if (made === null || of > 2 * made.of || (of !== made.of && at - made.at > VOCABULARY_MS)) {
      made = { at, of, vocabulary: titleVocabulary(titleWordsOf(segments)) };
    }
    return made.vocabulary;
  };
}

const post = (message: IndexMessage): void => parentPort!.postMessage(message);

await main(workerData as IndexWorkerData);
