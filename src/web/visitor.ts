import type { Request } from 'express';
import { LANGUAGES, type Language, languageOf } from '../kit/i18n.js';

export const LANGUAGE_COOKIE = 'lang';

/** The language that a person chooses with `?lang=` on this very page, or null. */
export function chosenLanguage(request: Pick<Request, 'query'>): Language | null {
  return LANGUAGES.find((language) => language === request.query.lang) ?? null;
}

/** `?lang=`, else the cookie left by an earlier choice, else what the browser asks for, else Russian. */
export function languageOfVisitor(request: Pick<Request, 'query' | 'headers'>): Language {
  const kept = cookieOf(request, LANGUAGE_COOKIE);
  const remembered = LANGUAGES.find((language) => language === kept);
  return chosenLanguage(request) ?? remembered ?? languageOf(request.headers['accept-language']);
}

/** The value of a cookie, or null; a damaged header is no cookie. */
export function cookieOf(request: Pick<Request, 'headers'>, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
