import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { logIn, previewLogin, requestLogin } from '../subscribe/login.js';
import type { Problem } from '../subscribe/problem.js';
import { LETTER_TOOLS } from '../subscribe/subscribe.module.js';
import type { BrokenKind } from '../subscribe/tokens.sql.js';
import type { LetterTools } from '../subscribe/tools.js';
import { atLeast } from './at-least.js';
import { BROKEN_STATUS } from './broken-link.js';
import { OwnPosts } from './csrf.js';
import { Pages } from './pages.js';
import { field, goOn, keepPrivate } from './private-page.js';
import { shown } from './problems.js';
import { Sessions } from './session.js';

/** The way into «Мои поиски»: a link by mail, a page with one button, a cookie. No password anywhere. */
@Controller('login')
@UseGuards(OwnPosts)
export class LoginController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(LETTER_TOOLS) private readonly tools: LetterTools,
  ) {}

  @Get()
  async form(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.show({ request, response });
  }

  @Post()
  async ask(@Req() request: Request, @Res() response: Response, @Body() body: unknown): Promise<void> {
    const { language, now } = this.pages.readerOf(request);
    const email = field(body, 'email').trim().slice(0, 320);
    const asked = { email, language, ip: request.ip ?? null };
    const done = await atLeast(requestLogin(this.db, asked, { tools: this.tools, now }));
    if (done.kind === 'asked') return goOn(response, '/login/sent');
    await this.show({ request, response, email, problems: done.problems });
  }

  @Get('sent')
  async sent(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.pages.send({ request, response }, 'login-sent', {});
  }

  @Get(':token')
  async look(@Req() request: Request, @Res() response: Response, @Param('token') token: string) {
    const found = await previewLogin(this.db, token, this.pages.readerOf(request).now);
    if (found.kind !== 'live') return this.show({ request, response, broken: found.kind });
    await this.show({ request, response, token });
  }

  @Post(':token')
  async enter(@Req() request: Request, @Res() response: Response, @Param('token') token: string) {
    const { now } = this.pages.readerOf(request);
    const done = await logIn(this.db, token, now);
    if (done.kind !== 'loggedIn') return this.show({ request, response, broken: done.kind });
    this.sessions.open(response, done.subscriberId, now);
    goOn(response, '/my');
  }

  private async show({ request, response, token, broken, email, problems = [] }: Shown): Promise<void> {
    keepPrivate(response);
    const status = broken !== undefined ? BROKEN_STATUS[broken] : problems.length > 0 ? 422 : 200;
    await this.pages.send({ request, response, status }, 'login', {
      token: token ?? null,
      broken: broken ?? null,
      email: email ?? '',
      problems: shown(problems),
    });
  }
}

interface Shown {
  request: Request;
  response: Response;
  token?: string;
  broken?: BrokenKind;
  email?: string;
  problems?: Problem[];
}
