import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { CONFIG, type Config } from '../kit/config.js';

/**
 * Whether a form was posted from our own pages. Browsers say so themselves (Sec-Fetch-Site); older ones, and all over
 * plain http, send an Origin, which must be ours: PUBLIC_URL, or the very host they asked. Neither header: no browser,
 * and so no cookies that a stranger could use. What comes with a bearer key (push-access.ts) is not asked this.
 */
export function isOwnPost({ headers }: Pick<Request, 'headers'>, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const own = [new URL(publicUrl).origin, `http://${host}`, `https://${host}`];
  return own.includes(origin);
}

/** Refuses with 403 whatever acts and was not posted from our own pages. */
@Injectable()
export class OwnPosts implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    return ['GET', 'HEAD'].includes(request.method) || isOwnPost(request, this.config.publicUrl);
  }
}
