import { randomUUID } from 'node:crypto';
import type { LetterDraft } from '../deliver/enqueue.js';
import type { RenderedLetter } from '../kit/render.js';
import type { Settings } from './settings.js';
import { MOST_SEARCHES } from './subscription.js';
import type { LetterTools } from './tools.js';

const HOUR = 3_600_000;
/** How long a link works. The letter with it is not worth sending for longer than half of that, or a day. */
export const CONFIRM_FOR = 48 * HOUR;
export const LOGIN_FOR = HOUR / 2;

export interface Recipient {
  subscriberId: string;
  email: string;
  settings: Settings;
}

/** What a form asks of whom: a new address, one search more, one beyond the limit, or one that is there already. */
export type AskedFor = 'new' | 'add' | 'full' | 'already';

/**
 * The answer to a form: one button, and what comes after it. Its link is that of a confirm token, or, where there is
 * nothing to confirm, of a login token.
 */
export function askedLetter(
  { to, asked, token, name }: { to: Recipient; asked: AskedFor; token: string; name: string },
  { renderer, links, operator: sender }: LetterTools,
  now: Date,
): LetterDraft {
  const { language, zone } = to.settings;
  const already = asked === 'already';
  const link = already ? links.login(token) : links.confirm(token);
  const notMe = already ? null : links.notMe(token);
  const data = { asked, name, most: MOST_SEARCHES, link, notMe, privacy: links.privacy(), sender };
  const rendered = renderer.letter('confirm', { language, zone, now }, data);
  // Lets receivers damp a flood of forms filled in with one victim's address (draft-levine-mailbomb-header).
  const headers = { 'Form-Sub': 'v=1' };
  return already
    ? draft({ kind: 'login', to, rendered, headers, now, lives: LOGIN_FOR })
    : draft({ kind: 'confirm', to, rendered, headers, now, lives: CONFIRM_FOR / 2 });
}

/** The link into «Мои поиски». */
export function loginLetter(
  { to, token }: { to: Recipient; token: string },
  { renderer, links, operator: sender }: LetterTools,
  now: Date,
): LetterDraft {
  const { language, zone } = to.settings;
  const data = { link: links.login(token), privacy: links.privacy(), sender };
  const rendered = renderer.letter('login', { language, zone, now }, data);
  return draft({ kind: 'login', to, rendered, headers: {}, now, lives: LOGIN_FOR });
}

interface Draft {
  kind: 'confirm' | 'login';
  to: Recipient;
  rendered: RenderedLetter;
  headers: Record<string, string>;
  now: Date;
  lives: number;
}

// A random key: two links that were asked for are two letters.
function draft({ kind, to, rendered, headers, now, lives }: Draft): LetterDraft {
  const id = randomUUID();
  return {
    subscriberId: to.subscriberId,
    id,
    messageKey: `${kind}:${id}`,
    kind,
    priority: 0,
    digestId: null,
    to: to.email,
    ...rendered,
    headers: { 'Content-Language': to.settings.language, ...headers },
    dueAt: now,
    expiresAt: new Date(now.getTime() + lives),
  };
}
