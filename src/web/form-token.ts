import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { CONFIG, type Config } from '../kit/config.js';
import { SECRET } from '../kit/secret.js';
import { type Secret, sign, verify } from '../kit/tokens.js';
import { field } from './private-page.js';
import { cookieOf } from './visitor.js';
import { whoPosts } from './who-posts.js';

const COOKIE = 'form';
const MONTH = 30 * 86_400_000;

/**
 * The hidden field of our forms, `<issued, epoch milliseconds>:<cookie>`, signed: it came from a page of ours, when, and, on
 * pages behind a token or a session, to which browser. Those pages tell their address to nobody (no-referrer), and for
 * that browsers post from them with `Origin: null`; then only this says that the form is ours.
 */
@Injectable()
export class FormTokens {
  private readonly publicUrl: string;
  private readonly options: CookieOptions;

  constructor(
    @Inject(CONFIG) { publicUrl }: Config,
    @Inject(SECRET) private readonly secret: Secret,
  ) {
    this.publicUrl = publicUrl;
    const secure = publicUrl.startsWith('https:');
    this.options = { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: MONTH };
  }

  /** The token for the page that is about to be sent; whoever only searches gets no cookie. */
  issue(request: Request, response: Response, now: Date): string {
    let cookie = readCookie(request);
    const isPrivate = response.locals.private === true || cookieOf(request, 'session') !== null;
    if (cookie === null && isPrivate) {
      cookie = randomBytes(16).toString('base64url');
      response.cookie(COOKIE, cookie, this.options);
    }
    return sign(this.secret, 'form', `${now.getTime()}:${cookie ?? ''}`);
  }

  /** Whether a form was posted from our own pages. With a session it has to say so by its field as well. */
  isOwn(request: Request): boolean {
    const poster = whoPosts(request, this.publicUrl);
    if (poster === 'stranger') return false;
    const needsToken = poster === 'hidden' || cookieOf(request, 'session') !== null;
    if (!needsToken) return true;
    const cookie = readCookie(request);
    return cookie !== null && this.read(request.body)?.cookie === cookie;
  }

  /** How old the form is, in milliseconds; null where its field is missing or is not ours. */
  ageOf(body: unknown, now: Date): number | null {
    const read = this.read(body);
    return read === null ? null : now.getTime() - read.issued;
  }

  private read(body: unknown): { issued: number; cookie: string } | null {
    const subject = verify(this.secret, 'form', field(body, 'form'));
    const [, issued, cookie] = /^(\d{1,15}):([\w-]*)$/.exec(subject ?? '') ?? [];
    return issued === undefined || cookie === undefined ? null : { issued: Number(issued), cookie };
  }
}

const readCookie = (request: Request): string | null => {
  const cookie = cookieOf(request, COOKIE);
  return cookie !== null && /^[\w-]{22}$/.test(cookie) ? cookie : null;
};
