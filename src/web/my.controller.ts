import { Body, Controller, Get, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import type { Reader } from '../kit/render.js';
import type { EstimateTools } from '../search/estimate-tools.js';
import { leaveOr } from '../subscribe/leave.js';
import { changeSettings, type Done, type Missing, pauseAll } from '../subscribe/manage.js';
import { type Overview, readOverview } from '../subscribe/overview.js';
import { ASK_DIGEST, type AskDigest } from './ask-digest.js';
import { ESTIMATE_TOOLS } from './counting.js';
import { OwnPosts } from './csrf.js';
import { readChoice, readReason } from './leave-page.js';
import { type DoneWhat, type MyPage, myPage, readNotice } from './my-page.js';
import { Pages } from './pages.js';
import { field, goOn, keepPrivate } from './private-page.js';
import { Sessions } from './session.js';
import { readSettings } from './settings-form.js';

const DAY = 86_400_000;
/** How long a pause may last, in days. */
const PAUSES = [7, 14, 30];

/** «Мои поиски»: everything of one person, for whoever has the cookie of a login or confirm link. */
@Controller('my')
@UseGuards(OwnPosts)
export class MyController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ASK_DIGEST) private readonly askDigest: AskDigest,
    @Inject(ESTIMATE_TOOLS) private readonly tools: EstimateTools,
  ) {}

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const reader = this.pages.readerOf(request);
    const subscriberId = this.sessions.of(request, reader.now);
    if (subscriberId === null) return goOn(response, '/login');
    const overview = await readOverview(this.db, subscriberId);
    if (overview === null) return goOn(response, '/unconfirmed');
    await this.show({ request, response }, { overview, reader, notice: readNotice(request.query) });
  }

  @Post('settings')
  async settings(@Req() request: Request, @Res() response: Response, @Body() body: unknown): Promise<void> {
    const reader = this.pages.readerOf(request);
    const overview = await this.overviewOf(request, reader);
    if (overview === null) return goOn(response, '/login');
    const settings = readSettings(body);
    const subscriberId = overview.subscriber.id;
    const done = await changeSettings(
      this.db,
      { subscriberId, settings, language: reader.language },
      reader.now,
    );
    if (done.kind !== 'refused') return told(response, done, 'settings');
    const given = { ...settings, problems: done.problems };
    await this.show({ request, response }, { overview, reader, notice: null, given });
  }

  @Post('pause')
  async pause(@Req() request: Request, @Res() response: Response, @Body() body: unknown): Promise<void> {
    const { now } = this.pages.readerOf(request);
    const days = PAUSES.find((known) => String(known) === field(body, 'days')) ?? PAUSES[0]!;
    const until = new Date(now.getTime() + days * DAY);
    await this.act(request, response, {
      what: 'paused',
      work: (subscriberId) => pauseAll(this.db, { subscriberId, until }, now),
    });
  }

  @Post('resume')
  async resume(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { now } = this.pages.readerOf(request);
    await this.act(request, response, {
      what: 'resumed',
      work: (subscriberId) => pauseAll(this.db, { subscriberId, until: null }, now),
    });
  }

  @Post('digest')
  async digest(@Req() request: Request, @Res() response: Response): Promise<void> {
    const reader = this.pages.readerOf(request);
    const overview = await this.overviewOf(request, reader);
    if (overview === null) return goOn(response, '/login');
    const n = await this.askDigest(overview.subscriber.id, reader.now);
    goOn(response, '/my', n > 0 ? { done: 'digest', n: String(n) } : { done: 'digest-none' });
  }

  @Get('leave')
  async leaving(@Req() request: Request, @Res() response: Response): Promise<void> {
    const reader = this.pages.readerOf(request);
    if ((await this.overviewOf(request, reader)) === null) return goOn(response, '/login');
    keepPrivate(response);
    await this.pages.send({ request, response, reader }, 'leave', {
      action: '/my/leave',
      name: null,
      pause: true,
      byMail: false,
    });
  }

  @Post('leave')
  async leave(@Req() request: Request, @Res() response: Response, @Body() body: unknown): Promise<void> {
    const { now } = this.pages.readerOf(request);
    const subscriberId = this.sessions.of(request, now);
    if (subscriberId === null) return goOn(response, '/login');
    const choice = readChoice(body);
    const done = await leaveOr(this.db, { subscriberId, choice, reason: readReason(body) }, now);
    if (choice !== 'end') return told(response, done, choice === 'weekly' ? 'weekly' : 'paused');
    this.sessions.close(response);
    goOn(response, '/left', done.kind === 'done' ? { done: 'all', undo: done.undo } : { done: 'nothing' });
  }

  @Post('logout')
  logout(@Res() response: Response): void {
    this.sessions.close(response);
    goOn(response, '/');
  }

  private async overviewOf(request: Request, { now }: Reader): Promise<Overview | null> {
    const subscriberId = this.sessions.of(request, now);
    return subscriberId === null ? null : readOverview(this.db, subscriberId);
  }

  private async act(
    request: Request,
    response: Response,
    { what, work }: { what: DoneWhat; work(subscriberId: string): Promise<Done | Missing> },
  ): Promise<void> {
    const subscriberId = this.sessions.of(request, this.pages.readerOf(request).now);
    if (subscriberId === null) return goOn(response, '/login');
    told(response, await work(subscriberId), what);
  }

  /** The page in the reader's language, with days told on the subscriber's own clock. */
  private async show(to: { request: Request; response: Response }, page: MyPage): Promise<void> {
    keepPrivate(to.response);
    const reader = { ...page.reader, zone: page.overview.subscriber.zone };
    const status = page.given === undefined ? 200 : 422;
    await this.pages.send({ ...to, reader, status }, 'my', await myPage(this.tools, { ...page, reader }));
  }
}

const told = (response: Response, done: Done | Missing, what: DoneWhat): void =>
  goOn(response, '/my', done.kind === 'done' ? { done: what, undo: done.undo } : {});
