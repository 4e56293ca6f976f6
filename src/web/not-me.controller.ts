import { Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { SECRET } from '../kit/secret.js';
import type { Secret } from '../kit/tokens.js';
import { type NotMe, notMe, previewNotMe } from '../subscribe/not-me.js';
import type { BrokenKind } from '../subscribe/tokens.sql.js';
import { BROKEN_STATUS } from './broken-link.js';
import { OwnPosts } from './csrf.js';
import { Pages } from './pages.js';
import { keepPrivate } from './private-page.js';

/** «Это был не я»: the way out for whoever got a confirm letter that they never asked for. */
@Controller('not-me')
@UseGuards(OwnPosts)
export class NotMeController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(SECRET) private readonly secret: Secret,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Get(':token')
  async look(@Req() request: Request, @Res() response: Response, @Param('token') token: string) {
    const { kind } = await previewNotMe(this.db, token, this.pages.readerOf(request).now);
    await this.show({ request, response, token }, kind === 'live' ? 'ask' : kind);
  }

  @Post(':token')
  async stop(@Req() request: Request, @Res() response: Response, @Param('token') token: string) {
    const { secret } = this;
    const { kind } = await notMe(this.db, { token, secret }, this.pages.readerOf(request).now);
    await this.show({ request, response, token }, kind);
  }

  private async show(
    { request, response, token }: { request: Request; response: Response; token: string },
    what: 'ask' | NotMe['kind'] | BrokenKind,
  ): Promise<void> {
    keepPrivate(response);
    const status = what === 'used' || what === 'expired' || what === 'forged' ? BROKEN_STATUS[what] : 200;
    await this.pages.send({ request, response, status }, 'not-me', {
      what,
      token: what === 'ask' ? token : null,
    });
  }
}
