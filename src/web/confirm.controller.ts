import { Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { confirmSubscription, previewConfirmation } from '../subscribe/confirm-subscription.js';
import { readOverview } from '../subscribe/overview.js';
import { isActive } from '../subscribe/subscribers.sql.js';
import { MOST_SEARCHES } from '../subscribe/subscription.js';
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
  ) {}

  @Get('confirm/:token')
  async look(@Req() request: Request, @Res() response: Response, @Param('token') token: string) {
    const reader = this.pages.readerOf(request);
    const found = await previewConfirmation(this.db, token, reader.now);
    keepPrivate(response);
    if (found.kind !== 'live') return this.refuse(request, response, found.kind);
    const { subscriber, saved } = found;
    await this.pages.send({ request, response, reader }, 'confirm', {
      broken: null,
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
    const done = await confirmSubscription(this.db, token, now);
    // The link has shown that the mailbox is theirs, so this person may manage right away.
    if (done.kind === 'confirmed' || done.kind === 'tooMany')
      this.sessions.open(response, done.subscriberId, now);
    if (done.kind === 'confirmed') return goOn(response, '/confirmed', { search: done.savedSearchId });
    keepPrivate(response);
    return this.refuse(request, response, done.kind);
  }

  @Get('confirmed')
  async confirmed(@Req() request: Request, @Res() response: Response): Promise<void> {
    const reader = this.pages.readerOf(request);
    const subscriberId = this.sessions.of(request, reader.now);
    const overview = subscriberId && (await readOverview(this.db, subscriberId, reader.now));
    if (!overview) return goOn(response, '/login');
    const { subscriber, searches } = overview;
    keepPrivate(response);
    await this.pages.send({ request, response, reader }, 'confirmed', {
      name: searches.find(({ id }) => id === request.query.search)?.name ?? null,
      when: whenTold(subscriber, reader),
      paused: subscriber.pausedUntil !== null && subscriber.pausedUntil > reader.now,
    });
  }

  private refuse(request: Request, response: Response, broken: keyof typeof BROKEN_STATUS): Promise<void> {
    const status = BROKEN_STATUS[broken];
    const nothing = { token: '', name: '', email: '', known: false, when: '' };
    return this.pages.send({ request, response, status }, 'confirm', {
      broken,
      most: MOST_SEARCHES,
      ...nothing,
    });
  }
}
