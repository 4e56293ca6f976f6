import { Inject, Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { CONFIG, type Config } from '../kit/config.js';
import { SECRET } from '../kit/secret.js';
import { type Secret, sign, verify } from '../kit/tokens.js';
import { cookieOf } from './visitor.js';

const COOKIE = 'session';
const LASTS = 30 * 86_400_000;
// As long as a login link works.
const FRESH = 30 * 60_000;

/** Who may manage: a signed cookie `<subscriberId>:<expires, epoch seconds>`, good for 30 days, kept nowhere else. */
@Injectable()
export class Sessions {
  private readonly options: CookieOptions;

  constructor(
    @Inject(CONFIG) { publicUrl }: Config,
    @Inject(SECRET) private readonly secret: Secret,
  ) {
    const secure = publicUrl.startsWith('https:');
    this.options = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  }

  /** To be called only for whoever has just proved that the mailbox is theirs. */
  open(response: Response, subscriberId: string, now: Date): void {
    const expires = Math.floor((now.getTime() + LASTS) / 1000);
    const value = sign(this.secret, 'session', `${subscriberId}:${expires}`);
    response.cookie(COOKIE, value, { ...this.options, maxAge: LASTS });
  }

  /** The subscriber's id, or null: no cookie, a forged or an old one. */
  of(request: Request, now: Date): string | null {
    return this.read(request, now)?.subscriberId ?? null;
  }

  /** The same for a session opened within the last half hour alone: for what must not be done on a forgotten machine. */
  fresh(request: Request, now: Date): string | null {
    const read = this.read(request, now);
    return read !== null && now.getTime() - read.openedAt < FRESH ? read.subscriberId : null;
  }

  private read(request: Request, now: Date): { subscriberId: string; openedAt: number } | null {
    const subject = verify(this.secret, 'session', cookieOf(request, COOKIE) ?? '');
    const [, subscriberId, expires] = /^(\d{1,19}):(\d{1,12})$/.exec(subject ?? '') ?? [];
    const until = Number(expires) * 1000;
    if (subscriberId === undefined || until <= now.getTime()) return null;
    return { subscriberId, openedAt: until - LASTS };
  }

  close(response: Response): void {
    response.clearCookie(COOKIE, this.options);
  }
}
