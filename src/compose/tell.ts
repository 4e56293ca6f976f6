import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { enqueue, type LetterDraft } from '../deliver/enqueue.js';
import { breather } from '../kit/breather.js';
import type { Config } from '../kit/config.js';
import type { Log } from '../kit/log.js';
import type { Renderer } from '../kit/render.js';
import type { Secret } from '../kit/tokens.js';
import type { Figure } from '../market/figure.sql.js';
import { figuresFor } from '../market/figures.sql.js';
import { assembleLetter, type Read } from './assemble.js';
import { type Chosen, choose, MOST_IN_LETTER } from './choose.js';
import { composeDigest } from './compose-digest.js';
import { vacancyDetails } from './details.sql.js';
import { digestHeaders } from './digest-headers.js';
import type { DigestMarket } from './digest-letter.js';
import { insertDigests, insertItems, type NewDigest } from './digests.sql.js';
import type { Telling } from './telling.js';

/** What composing works with. */
export interface ComposeTools {
  renderer: Renderer;
  config: Pick<Config, 'publicUrl' | 'mailFrom'>;
  secret: Secret;
  log: Log;
}

/**
 * Writes a digest, its rows in the ledger and its letter for each person who has news, in the caller's transaction.
 * Answers how many digests and letters are new, and to whom nothing could be told: their occasion was answered before,
 * or there is no address; what they have not been told stays news.
 */
export async function tell(
  tx: EntityManager,
  tools: ComposeTools,
  { tellings, now }: { tellings: readonly Telling[]; now: Date },
): Promise<{ digests: number; letters: number; untold: ReadonlySet<string> }> {
  const withNews = tellings.filter(({ candidates }) => candidates.length > 0);
  const toTell = withNews.filter(({ person }) => person.email !== null);
  const figures = await figuresFor(tx, [
    ...new Set(toTell.flatMap(({ searches }) => searches.map((s) => s.searchId))),
  ]);
  const planned = toTell.map((telling) => ({ telling, digest: planDigest(telling, figures) }));
  const fresh = await insertDigests(
    tx,
    planned.map(({ digest }) => digest),
    now,
  );
  const made = planned.filter(({ digest }) => fresh.has(digest.id));
  await insertItems(
    tx,
    made.map(({ digest }) => digest),
    now,
  );
  const letters = await composeLetters(tx, tools, { made, figures, now });
  const answered = new Set(made.map(({ digest }) => digest.subscriberId));
  const untold = withNews.map(({ person }) => person.subscriberId).filter((id) => !answered.has(id));
  return { digests: made.length, letters: await enqueue(tx, letters, now), untold: new Set(untold) };
}

interface Made {
  telling: Telling;
  digest: NewDigest;
}

function planDigest(
  { person, searches, candidates, occasion }: Telling,
  figures: Map<string, Figure>,
): NewDigest {
  const chosen = choose(candidates, occasion.most ?? MOST_IN_LETTER);
  const fitting = new Set(chosen.flatMap((item) => item.searches));
  const market = searches
    .filter((search) => fitting.has(search))
    .flatMap(({ id, name, searchId }): DigestMarket[] => {
      const figure = figures.get(searchId);
      return figure === undefined ? [] : [{ savedSearchId: id, name, ...figure }];
    });
  return { subscriberId: person.subscriberId, id: randomUUID(), ...occasion, chosen, market };
}

interface Weighed {
  made: readonly Made[];
  figures: ReadonlyMap<string, Figure>;
  now: Date;
}

async function composeLetters(
  tx: EntityManager,
  tools: ComposeTools,
  { made, figures, now }: Weighed,
): Promise<LetterDraft[]> {
  const shown = made.flatMap(({ digest }) => digest.chosen.filter(isShown).map(({ vacancyId }) => vacancyId));
  const details = await vacancyDetails(tx, [...new Set(shown)]);
  const breathe = breather();
  const letters: LetterDraft[] = [];
  for (const one of made) {
    letters.push(composeLetter(tools, one, { details, figures, now }));
    await breathe();
  }
  return letters;
}

function composeLetter(
  { renderer, config, secret }: ComposeTools,
  { telling, digest }: Made,
  read: Read,
): LetterDraft {
  const { person, occasion } = telling;
  const letter = assembleLetter({ telling, digest, config, secret, ...read });
  const domain = config.mailFrom.address.split('@')[1]!;
  return {
    subscriberId: person.subscriberId,
    id: randomUUID(),
    messageKey: `${occasion.kind}:${occasion.slot}`,
    kind: 'digest',
    priority: occasion.kind === 'slot' ? 9 : 5,
    digestId: digest.id,
    to: person.email!,
    ...composeDigest(renderer, letter),
    headers: digestHeaders(letter.links, { kind: occasion.kind, language: person.language, domain }),
    dueAt: read.now,
    expiresAt: occasion.expiresAt,
    quiet: occasion.quiet ?? null,
  };
}

const isShown = ({ inLetter }: Chosen): boolean => inLetter;
