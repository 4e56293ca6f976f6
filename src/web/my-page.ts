import type { Reader } from '../kit/render.js';
import { readSearch } from '../language/read-search.js';
import type { EstimateTools } from '../search/estimate-tools.js';
import type { Overview } from '../subscribe/overview.js';
import type { Problem } from '../subscribe/problem.js';
import type { Settings } from '../subscribe/settings.js';
import { shown } from './problems.js';
import { savedParameters } from './saved-parameters.js';
import { hrefOf } from './search-page.js';
import { settingsFields, whenTold } from './settings-form.js';

/** What was just done, told once above the page: each has its sentence under subscribe.done. */
const DONE = [
  'added',
  'weekly',
  'saved',
  'settings',
  'paused',
  'resumed',
  'search-paused',
  'search-resumed',
  'deleted',
  'undone',
  'digest',
  'digest-none',
] as const;
export type DoneWhat = (typeof DONE)[number];

export interface Notice {
  what: DoneWhat;
  /** The token that takes it back, or ''. */
  undo: string;
  /** How many, where the sentence counts. */
  n: number;
}

/** The notice that an address asks for, or null; anything unknown is no notice. */
export function readNotice(query: Record<string, unknown>): Notice | null {
  const what = DONE.find((known) => known === query.done);
  if (what === undefined) return null;
  const undo = typeof query.undo === 'string' && /^[\w.-]{1,60}$/.test(query.undo) ? query.undo : '';
  const n = typeof query.n === 'string' && /^\d{1,4}$/.test(query.n) ? Number(query.n) : 0;
  return { what, undo, n };
}

export interface MyPage {
  overview: Overview;
  reader: Reader;
  notice: Notice | null;
  /** Settings that could not be saved, with what is wrong with them. */
  given?: Settings & { problems: Problem[] };
}

/** Everything that pages/my.hbs shows. */
export async function myPage(
  { db, counts }: Pick<EstimateTools, 'db' | 'counts'>,
  { overview, reader, notice, given }: MyPage,
) {
  const { subscriber, searches } = overview;
  const parameters = await savedParameters(db, searches);
  const perWeek = await counts.perWeek(searches.map(readSearch), reader.now);
  const { pausedUntil, zone } = subscriber;
  return {
    email: subscriber.email,
    notice,
    pausedUntil: pausedUntil !== null && pausedUntil > reader.now ? pausedUntil : null,
    when: whenTold(subscriber, reader),
    searches: searches.map(({ id, name, pausedAt }, at) => ({
      id,
      name,
      paused: pausedAt !== null,
      counted: perWeek[at] !== null,
      perWeek: perWeek[at]!,
      href: hrefOf(parameters[at]!),
    })),
    problems: shown(given?.problems ?? []),
    settings: settingsFields(given ?? subscriber, { reader, fallback: zone }),
  };
}
