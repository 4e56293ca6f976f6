import { Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { confirmAgain, readWaiting, type Waiting, waitingOf } from '../subscribe/confirm-again.js';
import { confirmSubscription, previewConfirmation } from '../subscribe/confirm-subscription.js';
import { readOverview } from '../subscribe/overview.js';
import { LETTER_TOOLS } from '../subscribe/subscribe.module.js';
import { isActive } from '../subscribe/subscribers.sql.js';
import { MOST_SEARCHES } from '../subscribe/subscription.js';
import type { LetterTools } from '../subscribe/tools.js';
import { BROKEN_STATUS } from './broken-link.js';
import { OwnPosts } from './csrf.js';
import { Pages } from './pages.js';
import { goOn, keepPrivate } from './private-page.js';
import { Sessions } from './session.js';
import { whenTold } from './settings-form.js';

/** The link of a confirm letter: a page with one button, which acts. */
@Controller()
@UseGuards(OwnPosts)
export class ConfirmController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(LETTER_TOOLS) private readonly tools: LetterTools,
  ) {}

  @Get('confirm/:token')
  async look(@Req() request: Request, @Res() response: Response, @Param('token') token: string) {
    const reader = this.pages.readerOf(request);
    const found = await previewConfirmation(this.db, token, reader.now);
    keepPrivate(response);
    if (found.kind !== 'live') return this.refuse({ request, response, token }, found.kind);
    const { subscriber, saved } = found;
    await this.pages.send({ request, response, reader }, 'confirm', {
      broken: null,
      again: false,
      most: MOST_SEARCHES,
      token,
      name: saved.name,
      email: subscriber.email,
      known: isActive(subscriber),
      when: whenTold(subscriber, reader),
    });
  }

  @Post('confirm/:token')
  async confirm(@Req() request: Request, @Res() response: Response, @Param('token') token: string) {
    const { now } = this.pages.readerOf(request);
    const done = await confirmSubscription(this.db, { token, secret: this.tools.secret }, now);
    // The link has shown that the mailbox is theirs, so this person may manage right away.
    if (done.kind === 'confirmed' || done.kind === 'tooMany')
      this.sessions.open(response, done.subscriberId, now);
    if (done.kind === 'confirmed') return goOn(response, '/confirmed', { search: done.savedSearchId });
    keepPrivate(response);
    return this.refuse({ request, response, token }, done.kind);
  }

  /** A new link where one has expired; nothing tells whether a letter went out but the letter. */
  @Post('confirm/:token/again')
  async again(@Req() request: Request, @Res() response: Response, @Param('token') token: string) {
    await this.sendAgain(request, await waitingOf(this.db.manager, token));
    goOn(response, '/subscribe/sent');
  }

  /** Where a session of somebody who has yet to confirm leads: an operator may have handed them its link. */
  @Get('unconfirmed')
  async unconfirmed(@Req() request: Request, @Res() response: Response): Promise<void> {
    const subscriberId = this.sessions.of(request, this.pages.readerOf(request).now);
    const found = subscriberId && (await readWaiting(this.db.manager, { subscriberId }));
    if (!found) return goOn(response, '/login');
    const { saved, subscriber } = found;
    if (isActive(subscriber)) return goOn(response, '/my');
    keepPrivate(response);
    await this.pages.send({ request, response }, 'unconfirmed', {
      name: saved.name,
      email: subscriber.email,
    });
  }

  @Post('unconfirmed')
  async sendMine(@Req() request: Request, @Res() response: Response): Promise<void> {
    const subscriberId = this.sessions.of(request, this.pages.readerOf(request).now);
    if (subscriberId === null) return goOn(response, '/login');
    await this.sendAgain(request, { subscriberId });
    goOn(response, '/subscribe/sent');
  }

  @Get('confirmed')
  async confirmed(@Req() request: Request, @Res() response: Response): Promise<void> {
    const reader = this.pages.readerOf(request);
    const subscriberId = this.sessions.of(request, reader.now);
    const overview = subscriberId && (await readOverview(this.db, subscriberId));
    if (!overview) return goOn(response, '/login');
    const { subscriber, searches } = overview;
    keepPrivate(response);
    await this.pages.send({ request, response, reader }, 'confirmed', {
      name: searches.find(({ id }) => id === request.query.search)?.name ?? null,
      when: whenTold(subscriber, reader),
      paused: subscriber.pausedUntil !== null && subscriber.pausedUntil > reader.now,
    });
  }

  private async sendAgain(request: Request, waiting: Waiting | null): Promise<void> {
    const { now } = this.pages.readerOf(request);
    const ip = request.ip ?? null;
    if (waiting !== null) await confirmAgain(this.db, { ...waiting, ip }, { tools: this.tools, now });
  }

  private async refuse(
    { request, response, token }: { request: Request; response: Response; token: string },
    broken: keyof typeof BROKEN_STATUS,
  ): Promise<void> {
    const status = BROKEN_STATUS[broken];
    const again = broken === 'expired' && (await waitingOf(this.db.manager, token)) !== null;
    const nothing = { name: '', email: '', known: false, when: '' };
    await this.pages.send({ request, response, status }, 'confirm', {
      broken,
      again,
      most: MOST_SEARCHES,
      token: again ? token : '',
      ...nothing,
    });
  }
}
