import type { Response } from 'express';

/**
 * For pages behind a token or a session: never kept, and their address is told to nobody. Their forms say by their field
 * that they are ours (form-token.ts), for browsers post from such pages with `Origin: null`.
 */
export function keepPrivate(response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Robots-Tag', 'noindex');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.locals.private = true;
}

/** On to `path` after a form was posted, so that reloading posts nothing again. */
export function goOn(response: Response, path: string, parameters: Record<string, string> = {}): void {
  keepPrivate(response);
  const query = new URLSearchParams(parameters).toString();
  response.redirect(303, query === '' ? path : `${path}?${query}`);
}

/** The one text that a field of a form or a query holds; '' for none, or for several. */
export function field(given: unknown, name: string): string {
  const value = typeof given === 'object' && given !== null ? (given as Record<string, unknown>)[name] : null;
  return typeof value === 'string' ? value : '';
}

/** All texts that a field holds. */
export function fields(given: unknown, name: string): string[] {
  const value = typeof given === 'object' && given !== null ? (given as Record<string, unknown>)[name] : null;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((text) => typeof text === 'string');
}
