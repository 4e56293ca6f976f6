import type { Request } from 'express';

/** Our own page; some other site; a program, which says nothing and has no cookies to misuse; a browser that does not say. */
type Poster = 'own' | 'stranger' | 'program' | 'hidden';

/**
 * Who posts a form. Browsers say so themselves (Sec-Fetch-Site); older ones, and all over plain http, send an Origin,
 * which must be ours: PUBLIC_URL, or the very host they asked. What comes with a bearer key (push-access.ts) is not
 * asked this.
 */
export function whoPosts({ headers }: Pick<Request, 'headers'>, publicUrl: string): Poster {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'own' : 'stranger';
  const { origin, host } = headers;
  if (origin === undefined) return 'program';
  if (origin === 'null') return 'hidden';
  const own = [new URL(publicUrl).origin, `http://${host}`, `https://${host}`];
  return own.includes(origin) ? 'own' : 'stranger';
}
