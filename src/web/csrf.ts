import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { FormTokens } from './form-token.js';

/** Refuses with 403 whatever acts and was not posted from our own pages. */
@Injectable()
export class OwnPosts implements CanActivate {
  constructor(@Inject(FormTokens) private readonly forms: FormTokens) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    return ['GET', 'HEAD'].includes(request.method) || this.forms.isOwn(request);
  }
}
