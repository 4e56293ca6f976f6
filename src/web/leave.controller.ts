import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  Inject,
  Param,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { SECRET } from '../kit/secret.js';
import type { Secret } from '../kit/tokens.js';
import {
  type LeaveChoice,
  type LeaveReason,
  type LeaveSubject,
  leaveBy,
  leaveOr,
  readLeaveToken,
} from '../subscribe/leave.js';
import { mailLogin } from '../subscribe/login.js';
import { readOverview } from '../subscribe/overview.js';
import { LETTER_TOOLS } from '../subscribe/subscribe.module.js';
import type { LetterTools } from '../subscribe/tools.js';
import { undo } from '../subscribe/undo.js';
import { BROKEN_STATUS } from './broken-link.js';
import { OwnPosts } from './csrf.js';
import { FormTokens } from './form-token.js';
import { isOneClick, readChoice, readReason } from './leave-page.js';
import { Pages } from './pages.js';
import { field, goOn, keepPrivate } from './private-page.js';
import { Sessions } from './session.js';

/** What was done, each with its texts under subscribe.left. */
const LEFT = ['all', 'search', 'pause', 'weekly', 'nothing', 'undone'] as const;

/** Leaving from a letter, without login, and taking it back. The holder of a letter can end, but not manage. */
@Controller()
export class LeaveController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(FormTokens) private readonly forms: FormTokens,
    @Inject(LETTER_TOOLS) private readonly tools: LetterTools,
    @Inject(SECRET) private readonly secret: Secret,
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  @Get('u/:token')
  async look(@Req() request: Request, @Res() response: Response, @Param('token') token: string) {
    const reader = this.pages.readerOf(request);
    const subject = readLeaveToken(this.secret, token);
    if (subject === null) return this.refuse(request, response, 'forged');
    const overview = await readOverview(this.db, subject.subscriberId);
    if (overview === null) return this.left(request, response, { done: 'nothing' });
    const search = overview.searches.find(({ id }) => id === subject.savedSearchId);
    const gone = subject.savedSearchId !== null && search === undefined;
    if (gone) return this.left(request, response, { done: 'search' });
    keepPrivate(response);
    await this.pages.send({ request, response, reader }, 'leave', {
      action: `/u/${token}`,
      name: search?.name ?? null,
      pause: true,
      byMail: this.asksByMail(request, subject, reader.now),
    });
  }

  /** No guard: a mail provider's one-click POST comes from nowhere, without cookies, and can only unsubscribe. */
  @Post('u/:token')
  async leave(
    @Req() request: Request,
    @Res() response: Response,
    @Param('token') token: string,
    @Body() body: unknown,
  ): Promise<void> {
    const subject = readLeaveToken(this.secret, token);
    const { now } = this.pages.readerOf(request);
    if (await isOneClick(request, body)) return this.oneClick(response, subject, now);
    if (!this.forms.isOwn(request)) throw new ForbiddenException();
    if (subject === null) return this.refuse(request, response, 'forged');
    const choice = readChoice(body);
    const done = await this.act({ request, subject }, { choice, reason: readReason(body) }, now);
    if (done.kind === 'ask') {
      const { subscriberId } = subject;
      await mailLogin(this.db, { subscriberId, ip: request.ip ?? null }, { tools: this.tools, now });
      return goOn(response, '/login/sent');
    }
    const what = choice !== 'end' ? choice : subject.savedSearchId === null ? 'all' : 'search';
    goOn(response, '/left', done.kind === 'done' ? { done: what, undo: done.undo } : { done: 'nothing' });
  }

  @Get('left')
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const done = LEFT.find((known) => known === request.query.done) ?? 'nothing';
    await this.left(request, response, { done, token: field(request.query, 'undo') });
  }

  /** Takes back the last change; its token can do nothing else, so it needs no session. */
  @Post('undo')
  @UseGuards(OwnPosts)
  async undo(@Req() request: Request, @Res() response: Response, @Body() body: unknown): Promise<void> {
    const { now } = this.pages.readerOf(request);
    const done = await undo(this.db, field(body, 'token'), now);
    if (done.kind !== 'undone') return this.refuse(request, response, done.kind);
    const own = this.sessions.of(request, now) === done.subscriberId;
    goOn(response, own ? '/my' : '/left', { done: 'undone' });
  }

  /** The owner's own browser may do with any link what «Мои поиски» can; the holder of a forwarded letter may not. */
  private act(
    { request, subject }: { request: Request; subject: LeaveSubject },
    wanted: { choice: LeaveChoice; reason: LeaveReason | null },
    now: Date,
  ) {
    const { subscriberId } = subject;
    return wanted.choice !== 'end' && !this.asksByMail(request, subject, now)
      ? leaveOr(this.db, { subscriberId, ...wanted }, now)
      : leaveBy(this.db, { subject, ...wanted }, now);
  }

  private asksByMail(request: Request, { subscriberId, savedSearchId }: LeaveSubject, now: Date): boolean {
    return savedSearchId !== null && this.sessions.of(request, now) !== subscriberId;
  }

  /** RFC 8058: a plain 200, never a redirect, the same however often it comes. */
  private async oneClick(response: Response, subject: LeaveSubject | null, now: Date): Promise<void> {
    response.type('text/plain');
    if (subject === null) {
      response.status(404).send('This link is damaged: nothing was changed.\n');
      return;
    }
    await leaveBy(this.db, { subject, choice: 'end', reason: null }, now);
    response.status(200).send('Unsubscribed.\n');
  }

  private async left(
    request: Request,
    response: Response,
    { done, token = '' }: { done: (typeof LEFT)[number]; token?: string },
  ): Promise<void> {
    keepPrivate(response);
    const undo = /^[\w.-]{1,60}$/.test(token) ? token : null;
    await this.pages.send({ request, response }, 'left', { done, undo, broken: null });
  }

  private async refuse(
    request: Request,
    response: Response,
    broken: keyof typeof BROKEN_STATUS,
  ): Promise<void> {
    keepPrivate(response);
    const status = BROKEN_STATUS[broken];
    await this.pages.send({ request, response, status }, 'left', { done: 'nothing', undo: null, broken });
  }
}
