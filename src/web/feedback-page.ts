import type { DataSource } from 'typeorm';
import { type CopyItem, toldVacancy } from '../compose/digest-copy.sql.js';
import type { Reader } from '../kit/render.js';
import { type Secret, verify } from '../kit/tokens.js';
import { needsWord } from '../language/needs-word.js';
import { readSearch } from '../language/read-search.js';
import { titleWords } from '../language/title-words.js';
import type { VacancyRow } from '../search/listed.sql.js';
import { vacancyById } from '../search/vacancy-by-id.js';
import { readOverview } from '../subscribe/overview.js';
import type { Problem } from '../subscribe/problem.js';
import type { SavedSearchRow } from '../subscribe/saved-searches.sql.js';
import { field, fields } from './private-page.js';
import { shown } from './problems.js';

/** What a letter's «не подходит» is about. */
interface FeedbackSubject {
  subscriberId: string;
  clusterId: string;
}

/** Reads the signed token of /f/…; null when it is forged, damaged or made for something else. It never expires. */
export function readFeedbackToken(secret: Secret, token: string): FeedbackSubject | null {
  const subject = verify(secret, 'feedback', token) ?? '';
  const [, subscriberId, clusterId] = /^(\d{1,18}):(\d{1,18})$/.exec(subject) ?? [];
  return subscriberId === undefined || clusterId === undefined ? null : { subscriberId, clusterId };
}

/** A vacancy that somebody was told of, and the searches of theirs that it was told for and that are still open. */
export interface Feedback {
  item: CopyItem;
  vacancy: VacancyRow;
  searches: SavedSearchRow[];
}

/** `left`: they have unsubscribed. `gone`: never told, or kept no longer. */
export async function readFeedback(
  db: DataSource,
  { subscriberId, clusterId }: FeedbackSubject,
): Promise<Feedback | 'left' | 'gone'> {
  const overview = await readOverview(db, subscriberId);
  if (overview === null) return 'left';
  const item = await toldVacancy(db.manager, { subscriberId, clusterId });
  const found = item === null ? null : await vacancyById(db, item.id);
  if (item === null || found === null) return 'gone';
  const searches = overview.searches.filter(({ id }) => item.savedSearchIds.includes(id));
  return { item, vacancy: found.vacancy, searches };
}

/** What was pressed: a reason, and which searches it is meant for. */
export interface Pressed {
  what: 'vacancy' | 'employer' | 'agencies' | 'word' | null;
  word: string;
  searchIds: string[];
}

const WHAT = ['vacancy', 'employer', 'agencies', 'word'] as const;

/** A word's button carries the word itself, so it says which reason it is. */
export function readPressed(body: unknown): Pressed {
  const word = field(body, 'word');
  const pressed = WHAT.find((known) => known === field(body, 'what')) ?? null;
  return { what: word === '' ? pressed : 'word', word, searchIds: fields(body, 'search') };
}

/** What was just done, told above the page. */
const DONE = [...WHAT, 'already', 'missing'] as const;

function readDone(query: unknown, { vacancy }: Feedback, { language }: Reader) {
  const what = DONE.find((known) => known === field(query, 'done'));
  if (what === undefined) return null;
  const undo = /^[\w.-]{1,60}$/.exec(field(query, 'undo'))?.[0] ?? null;
  const n = Number(/^\d{1,2}$/.exec(field(query, 'n'))?.[0] ?? 1);
  const given = field(query, 'word');
  // Nothing that an address says is repeated, only what the vacancy itself says.
  const word = titleWords(vacancy.title, language).find((one) => one.word === given)?.word ?? '';
  return what === 'word' && word === '' ? null : { what, undo, n, word, employer: vacancy.employer ?? '' };
}

interface Asked {
  token: string;
  feedback: Feedback;
  reader: Reader;
  query: unknown;
  problems?: Problem[];
}

/** Everything that pages/feedback.hbs shows. A reason that no search of theirs could follow is not offered. */
export function feedbackPage({ token, feedback, reader, query, problems = [] }: Asked) {
  const { item, vacancy, searches } = feedback;
  const asts = searches.map((saved) => readSearch({ query: saved.query }).ast);
  const words = titleWords(vacancy.title, reader.language).filter(({ query: word }) =>
    asts.some((ast) => !needsWord(ast, word)),
  );
  const { id, title, employer, employerId } = vacancy;
  return {
    action: `/f/${token}`,
    vacancy: { id, title, employer },
    hidden: item.hidden,
    searches: searches.map(({ id: searchId, name }) => ({ id: searchId, name })),
    several: searches.length > 1,
    employer: searches.length > 0 && employerId !== null ? employer : null,
    words: words.map(({ word }) => word),
    agencies: searches.some(({ filters }) => !filters.noAgencies) && vacancy.agency,
    done: readDone(query, feedback, reader),
    problems: shown(problems),
  };
}
