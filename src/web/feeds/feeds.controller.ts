import {
  BadRequestException,
  Controller,
  Get,
  Inject,
  Req,
  Res,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../kit/config.js';
import { translator } from '../../kit/i18n.js';
import { links } from '../../kit/links.js';
import { newestFitting } from '../../search/newest-fitting.js';
import { inLanguage } from '../page-head.js';
import { feedOf, headingOf, hrefOf } from '../search-page.js';
import { readParameters } from '../search-parameters.js';
import { requestOf } from '../search-request.js';
import { chosenLanguage } from '../visitor.js';
import { rssOf } from './rss.js';

/** More than a day brings to most searches, and about 60 KB. */
const ITEMS = 50;

/** Any search as a feed. */
@Controller()
export class FeedsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly db: DataSource,
  ) {}

  /** The address alone decides the language, so that one answer is good for everybody who asks; Express answers 304. */
  @Get('vacancies.rss')
  async rss(@Req() request: Request, @Res() response: Response): Promise<void> {
    const parameters = { ...readParameters(request.query), page: 1 };
    const asked = await requestOf(this.db, parameters);
    if (asked.unreadable) throw new BadRequestException();
    const items = await newestFitting(this.db, asked.request, { limit: ITEMS });
    if (items === null) {
      response.setHeader('Retry-After', '600');
      throw new ServiceUnavailableException();
    }
    const language = chosenLanguage(request) ?? 'ru';
    const at = (path: string) => inLanguage(`${this.config.publicUrl}${path}`, language);
    const feed = {
      title: headingOf(parameters, translator(language)),
      self: at(feedOf(parameters)),
      page: at(hrefOf(parameters)),
      language,
      items,
    };
    response.setHeader('Cache-Control', 'public, max-age=300');
    response.type('application/rss+xml').send(rssOf(feed, links(this.config.publicUrl)));
  }
}
