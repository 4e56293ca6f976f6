import { Body, Controller, Get, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { hiddenVacancies } from '../subscribe/hidden-vacancies.sql.js';
import { showVacancy } from '../subscribe/hide-vacancy.js';
import { readOverview } from '../subscribe/overview.js';
import { OwnPosts } from './csrf.js';
import { Pages } from './pages.js';
import { field, goOn, keepPrivate } from './private-page.js';
import { Sessions } from './session.js';

/** The vacancies that a person has turned down, each with the button that lets it come again. */
@Controller('my/hidden')
@UseGuards(OwnPosts)
export class MyHiddenController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  @Get()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const reader = this.pages.readerOf(request);
    const overview = await this.overviewOf(request);
    if (overview === null) return goOn(response, '/login');
    const { id, zone } = overview.subscriber;
    const vacancies = await hiddenVacancies(this.db.manager, id);
    keepPrivate(response);
    await this.pages.send({ request, response, reader: { ...reader, zone } }, 'my-hidden', { vacancies });
  }

  @Post()
  async show(@Req() request: Request, @Res() response: Response, @Body() body: unknown): Promise<void> {
    const overview = await this.overviewOf(request);
    if (overview === null) return goOn(response, '/login');
    const clusterId = field(body, 'cluster');
    if (/^\d{1,18}$/.test(clusterId)) {
      await showVacancy(this.db, { subscriberId: overview.subscriber.id, clusterId });
    }
    goOn(response, '/my/hidden');
  }

  private async overviewOf(request: Request) {
    const subscriberId = this.sessions.of(request, this.pages.readerOf(request).now);
    return subscriberId === null ? null : readOverview(this.db, subscriberId);
  }
}
